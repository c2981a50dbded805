"""A visit with its evidence and the check of its chain."""
