"""One-time codes, tablets, officers' keys, challenges and sessions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from server.accounts.models import Officer


class Device(models.Model):
    """An enrolled tablet. Written by the intents device.enrol and device.revoke."""

    id = models.CharField(primary_key=True, max_length=64)
    label = models.CharField(max_length=80, blank=True, verbose_name="名称")
    public_key = models.BinaryField(max_length=32)
    key = models.CharField(
        max_length=64, unique=True, help_text="base64url SHA-256 of the public key."
    )
    app = models.CharField(max_length=80, blank=True, verbose_name="应用版本")
    enrolled_at = models.DateTimeField(verbose_name="登记时间")
    revoked_at = models.DateTimeField(null=True, verbose_name="停用时间")
    position = models.BigIntegerField(verbose_name="账本位置")

    class Meta:
        verbose_name = verbose_name_plural = "平板终端"

    def __str__(self) -> str:
        return self.label or self.id


class DeviceOfficer(models.Model):
    """An officer who may work on a tablet."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="officers", verbose_name="平板"
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="devices", verbose_name="检查员"
    )

    class Meta:
        verbose_name = verbose_name_plural = "使用人员"
        constraints = [
            models.UniqueConstraint(fields=["device", "officer"], name="device_officer_once")
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.officer_id}"


class OfficerKey(models.Model):
    """An officer's signing key on one tablet; written once, by the intent device.officer_key."""

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="keys", verbose_name="平板"
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="keys", verbose_name="检查员"
    )
    public_key = models.BinaryField(max_length=32)
    key = models.CharField(max_length=64)
    position = models.BigIntegerField(verbose_name="账本位置")

    class Meta:
        verbose_name = verbose_name_plural = "人员签名密钥"
        constraints = [
            models.UniqueConstraint(fields=["device", "officer"], name="officer_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} on {self.device_id}"


class Code(models.Model):
    """A one-time enrolment code; only its proof key is kept, SHA-256 of the code."""

    digest = models.CharField(primary_key=True, max_length=64)
    label = models.CharField(max_length=80, blank=True, verbose_name="名称")
    officers = ArrayField(models.CharField(max_length=64), verbose_name="人员")
    made_at = models.DateTimeField(verbose_name="生成时间")
    expires_at = models.DateTimeField(verbose_name="有效期至")
    used_at = models.DateTimeField(null=True, verbose_name="使用时间")
    device = models.ForeignKey(
        Device, null=True, on_delete=models.PROTECT, related_name="codes", verbose_name="平板"
    )

    class Meta:
        verbose_name = verbose_name_plural = "登记码"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, device__isnull=True)
                | models.Q(used_at__isnull=False, device__isnull=False),
                name="code_used_by_a_device",
            )
        ]

    def __str__(self) -> str:
        return self.digest[:8]


class Challenge(models.Model):
    """Five minutes to prove the possession of the tablet's key; good once."""

    value = models.CharField(primary_key=True, max_length=64)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="challenges")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.value[:8]


class Session(models.Model):
    """A tablet's token; only its SHA-256 is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="sessions")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:8]


class Contact(models.Model):
    """An instant the server knows of one start of a tablet: the anchor of happened_at for that start."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="contacts")
    boot = models.CharField(max_length=80)
    mono = models.BigIntegerField()
    at = models.DateTimeField()
    uncertainty_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "boot"], name="contact_one_a_start")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.at:%F %T}"


class Attempt(models.Model):
    """How often somebody tried a door since a while; one row a door and caller, counted in one statement."""

    door = models.CharField(max_length=20)
    caller = models.CharField(max_length=160, help_text="Address, device, or both.")
    count = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["door", "caller"], name="attempt_one_row_a_caller"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="attempt_counts_up"),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.caller}: {self.count}"
