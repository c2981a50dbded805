"""Photos, papers and other files by their SHA-256.

Blob: a file whose hash was verified and which is on disk before anyone is told. Partial: what arrived of one
that is still coming, one per tablet. The arrival of a blob is a ledger entry (blob.arrived).
"""
