"""Which blobs have arrived; their bytes lie in the folder."""

from django.db import models


class Blob(models.Model):
    """A complete file, stored under its hash. Written by the intent blob.arrived."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    device = models.CharField(max_length=64, blank=True)
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="blob_not_empty"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="blob_named_by_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
