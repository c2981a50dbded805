"""The risk register: one row per (site or facility, scenario).

A *risk* carries the level now; an *assessment* is what it was computed from, kept for
ever with its explanation. The *follower* walks the ledger and recomputes the risks an
entry can have moved; everything here but the reviews can be thrown away and rebuilt.
"""
