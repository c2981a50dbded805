"""The emergency-plan library, to read."""
