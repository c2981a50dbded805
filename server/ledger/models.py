"""Head, entries, feed rows, commits, follower cursors, seals and alarms."""

from django.db import models
from django.db.models.functions import Now

ORIGINS = ("device", "office", "clock")
OUTCOMES = ("applied", "applied_with_conflict", "held", "rejected")


class Head(models.Model):
    """The one row that every writer locks first."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64, default="0" * 64)
    epoch = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(position__gte=0), name="head_position_counts_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.epoch}.{self.position}"


class Epoch(models.Model):
    """A history of this database: the first, and one more after each restore that tablets noticed.

    The chain of seals starts from the name of the first.
    """

    name = models.CharField(primary_key=True, max_length=36)
    position = models.BigIntegerField(help_text="Where the head stood when it began.")
    began_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__gte=0), name="epoch_position_counts_up"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One operation as it was decided. A trigger refuses UPDATE and DELETE."""

    position = models.BigIntegerField(primary_key=True)
    origin = models.CharField(max_length=8)
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=64, blank=True, help_text="noun.verb of an intent.")
    record = models.CharField(max_length=64, blank=True, help_text="id inside the body.")
    device = models.CharField(max_length=64, blank=True)
    seq = models.BigIntegerField(null=True)
    officer = models.CharField(max_length=64, blank=True)
    body = models.BinaryField()
    hash = models.CharField(max_length=64, help_text="SHA-256 of the body.")
    signatures = models.BinaryField()
    happened_at = models.DateTimeField()
    uncertainty_ms = models.BigIntegerField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=24)
    code = models.CharField(max_length=64, blank=True)
    remedy = models.TextField(blank=True)
    waits_for = models.CharField(max_length=160, blank=True)
    import_id = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(
        max_length=64, help_text="SHA-256 of the entry's own text; seals cover it."
    )
    chain = models.CharField(
        max_length=64, help_text="SHA-256 over the chain before and every stored fact."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(origin__in=ORIGINS), name="entry_origin_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=OUTCOMES), name="entry_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gt=0), name="entry_position_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(uncertainty_ms__gte=0), name="entry_uncertainty_positive"
            ),
            models.UniqueConstraint(
                fields=["device", "seq", "hash"],
                condition=models.Q(origin="device"),
                name="entry_operation_once",
            ),
        ]
        indexes = [
            models.Index(fields=["hash"], name="entry_hash"),
            models.Index(fields=["entry_hash"], name="entry_own_hash"),
            models.Index(fields=["record"], name="entry_record"),
            models.Index(fields=["kind", "name", "position"], name="entry_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.name}".strip()


class Feed(models.Model):
    """A current fact in a scope; `gone` keeps the place of one that left it."""

    scope = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    item = models.CharField(max_length=160, db_column="id_in_scope")
    position = models.BigIntegerField()
    gone = models.BooleanField(default=False)
    data = models.TextField(help_text="JSON as it is sent.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "kind", "item"], name="feed_one_row_per_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gt=0), name="feed_position_positive"
            ),
        ]
        indexes = [models.Index(fields=["scope", "position"], name="feed_after")]

    def __str__(self) -> str:
        return f"{self.scope} {self.kind} {self.item}"


class Commit(models.Model):
    """The positions one transaction took, first to last, with its random tag."""

    position = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    tag = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("position")), name="commit_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.position}"


class Cursor(models.Model):
    """How far a follower has come."""

    name = models.CharField(primary_key=True, max_length=40)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"


class Seal(models.Model):
    """A signed hash over the entries of one minute and the seal before. A trigger refuses changes."""

    number = models.BigIntegerField(primary_key=True)
    minute = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    sig = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first"], name="seal_covers_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.first}–{self.last}"


class Alarm(models.Model):
    """Something a person must look at: a forked device, a restored database, a broken chain."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    message = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["settled_at", "at"], name="alarm_open")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"
