"""Hazards and their way to closing."""
