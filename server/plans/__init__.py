"""The library of emergency plans.

A *plan* is a title with a place in the tree; a *plan version* is a body frozen by its
SHA-256: the database refuses to change it, and every read compares the hash.
"""
