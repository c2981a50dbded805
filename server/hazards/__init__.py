"""What was found wrong, until somebody proved it is mended.

A finding makes an *observation* (a ledger fact); observations with the same fingerprint
share one live *hazard*; what comes back within a year opens the next hazard of the
*recurrence chain*. An *order* gives hazards a number, a date and a service; a *re-check*
is a later look. Every change of state is an *event* that names its ledger position.
Nothing in this room is ever deleted: the database refuses it.
"""
