"""Published texts; a version never changes, a later publication stands beside it."""

from django.db import models

HASH = models.Q(sha256__regex="^[0-9a-f]{64}$")


class ChecklistVersion(models.Model):
    """One published version of a checklist, with its TOML source. Written by checklist.publish."""

    ref = models.CharField(primary_key=True, max_length=160, help_text="id@version")
    checklist = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    field = models.CharField(max_length=40)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=300, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    label = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "version"], name="checklist_version_once"),
            models.CheckConstraint(condition=HASH, name="checklist_hash_form"),
        ]

    def __str__(self) -> str:
        return self.ref


class Publication(models.Model):
    """A published model, document list, calendar or authority; the latest of a (kind, name) holds."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    position = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["model", "documents", "calendar", "authority"]),
                name="publication_kind_known",
            ),
            models.CheckConstraint(condition=HASH, name="publication_hash_form"),
        ]
        indexes = [models.Index(fields=["kind", "name", "-position"], name="publication_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.version}".strip()
