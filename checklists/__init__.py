"""Hold checklists, documents of law and the scoring model as data; no code lives here.

A file that is published never changes: `published.json` records `id@version` and the hash of its
bytes, and a contract test compares them. A correction is a new version in a new file.
"""
