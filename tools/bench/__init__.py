"""Measure the system side by side in one run: `python -m tools.bench [--only PREFIX] [--write]`.

`measures` says what is measured and against which bar; the other modules measure. Nothing is simulated: the
database is PostgreSQL with fsync, the tablet's store is the real one. What only differs by size is measured at
several sizes in the same run, so that growth shows whatever the machine does meanwhile.
"""
