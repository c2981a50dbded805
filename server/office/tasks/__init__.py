"""Filed inspection tasks."""
