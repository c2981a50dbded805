"""The open door: read-only JSON under /api/v1/ for other systems of the city.

No rules and no tables live here: each class is one operation, its `Output` names the columns it reads, and
every row comes from a selector of the room that owns it, cut to the caller's streets. A **list** is read
page by page by its `cursor`; **after** a ledger position it gives only what changed since, 304 when nothing did.
"""
