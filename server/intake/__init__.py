"""Take in operations: verify, order, decide, store, tell.

Operation: what a device sent under one (device, seq, hash), with its present outcome. Handler: the function
that applies one kind of operation or one intent. Held: kept, waiting for something named; released by itself
when that arrives, taking its position then. Fork: a second operation under a used seq; both are kept.
"""
