"""Talk with the server: enrol, open a session, push operations and blobs, pull rows, obey orders.

Nothing the server says counts unless its signature is right. Every step may be cut off anywhere
and done again: a *push* offers a gapless run of operations, a *receipt* marks a blob, a *page* of
the pull is one transaction together with its cursors.
"""
