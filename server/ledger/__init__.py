"""The one order of everything.

Head: the single row whose lock orders all writers, holding the last position. Entry: a received or made
operation, never changed, chained by `chain` = SHA-256 over the entry before it and its own facts. Feed: the
current facts tablets pull, one row per (scope, kind, id). Commit: the last position of a transaction with a
random tag, so that a token proves which history it comes from. Epoch: a history of this database; a restore
that tablets notice begins another. Seal: a signed hash over a minute of entries.
Follower: something derived, with a cursor; it can be thrown away and rebuilt.
"""
