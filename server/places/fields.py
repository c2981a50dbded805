"""Make the columns every domain table shares.

Ids and codes sort by bytes (collation C): the same order on every database, in Python
and on the tablet, and a cheaper comparison.
"""

from typing import Any

from django.db import models


def key_column(**options: Any) -> models.CharField:
    """Return the primary key column of a row whose id was made elsewhere."""
    return models.CharField(primary_key=True, max_length=64, db_collation="C", **options)


def code_column(length: int = 64, **options: Any) -> models.CharField:
    """Return a column for a word or an id that is compared by bytes."""
    return models.CharField(max_length=length, db_collation="C", **options)


def position_column(**options: Any) -> models.BigIntegerField:
    """Return a column for a position of the ledger."""
    return models.BigIntegerField("账本位置", **options)
