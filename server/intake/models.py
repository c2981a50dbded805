"""The present state of every operation a device sent, and the held ones' reasons."""

from django.db import models


class Operation(models.Model):
    """What was answered for (device, seq, hash), and what is true of it now."""

    device = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    arrival = models.BigIntegerField(help_text="Ledger position of the entry that keeps its bytes.")
    position = models.BigIntegerField(null=True, help_text="Where it took effect; null while held.")
    outcome = models.CharField(max_length=24)
    code = models.CharField(max_length=64, blank=True)
    remedy = models.TextField(blank=True)
    waits_for = models.CharField(max_length=160, blank=True)
    forked = models.BooleanField(
        default=False,
        help_text="Beside the history: a fork, or a damaged copy of what came whole later.",
    )
    due = models.BooleanField(
        default=False, help_text="What it waits for has come; the next release takes it along."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "seq", "hash"], name="operation_once"),
            models.UniqueConstraint(
                fields=["device", "seq"],
                condition=models.Q(forked=False),
                name="operation_one_history",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["applied", "applied_with_conflict", "held", "rejected"]
                ),
                name="operation_outcome_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["waits_for"], condition=models.Q(outcome="held"), name="operation_waiting"
            ),
            models.Index(fields=["arrival"], condition=models.Q(due=True), name="operation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.seq} {self.outcome}"


class DeviceChain(models.Model):
    """Where the chain of a device's operations stands; `hash` empty when the last could not be read."""

    device = models.CharField(primary_key=True, max_length=64)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.device} {self.seq}"
