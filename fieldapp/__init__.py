"""The tablet: everything an inspector does without a network, and its way back to the office.

`work` says what a person can do (functions that screens and the command line call),
`store` keeps it on disk, `sync` carries it to the server, `device` is camera, place and power.
A presenter or a command calls `work` only; nothing here imports the server.
"""
