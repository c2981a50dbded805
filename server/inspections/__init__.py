"""Finished visits as the tablets signed them.

A *visit* is one row per accepted record; the answers stay in the record's bytes. Its
*findings*, *papers*, *blobs*, *coverage* (which scenarios it looked at, how fully) and
*control checks* (which barriers were seen standing) are rows, since other rooms count
with them. A correction is a new visit that names the one it supersedes.
"""
