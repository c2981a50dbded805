"""The tablet without a window: `python -m fieldapp.cli --data DIR command …`.

One JSON object a line on stdout, a problem as one JSON object on stderr. Exit status 0 done (the
effect is on disk), 1 refused, 2 usage, 3 network, 4 storage.
"""
