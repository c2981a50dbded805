"""Tablets and what waits for the office."""
