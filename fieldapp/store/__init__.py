"""What a tablet keeps, and how it stays whole.

The *folder* has one owner at a time. In it: one SQLite *database* (one exclusive connection, FULL
sync, read back at start), *blobs* by SHA-256 and the *outbox*, one sealed file for each signed
operation. The *key ring* holds the data key (wrapped by each officer's PIN and for the
organisation) and the signing keys. Ids, states, times and names of places are clear; answers,
notes, persons, phones and every file in outbox and blobs are sealed with AES-GCM.
"""
