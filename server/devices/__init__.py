"""Tablets and their keys.

Code: a one-time word on paper or as a QR, for the officers it names. Device: an enrolled tablet with its
signing key. OfficerKey: an officer's key on one tablet. Session: eight hours of a tablet's token, opened by a
signed challenge. A revoked tablet may still surrender what it has not sent; it gets nothing.
"""
