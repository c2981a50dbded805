"""The server of one district: what arrives is verified, ordered, decided, stored and shown.

Rooms, each importing only rooms above it in this list: api · accounts · ledger · blobs · devices · places ·
catalogue · inspections · hazards · risks · plans · planning · intake · sync, open, office · config.
`python -m server run` starts it; `python -m server settings` says what can be set.
"""
