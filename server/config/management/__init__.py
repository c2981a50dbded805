"""Commands that start, prepare and describe the server."""
