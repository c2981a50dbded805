"""How the server is put together and started.

Settings and their options; the addresses of every room; the commands; the web and the worker process with
the followers it drives; the embedded database; the server's signing key.
"""
