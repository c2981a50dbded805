"""Read the facts of an intent; the reader serves every room and lives in `api`."""

from server.api.reading import Facts, FactsUnreadable

__all__ = ["Facts", "FactsUnreadable"]
