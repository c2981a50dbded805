"""Bodies, officers with certificates, and the people who sign in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Role(models.TextChoices):
    """What a person is to the system; exactly one."""

    INSPECTOR = "inspector", "检查员"
    STREET = "street", "街道人员"
    OFFICE = "office", "安全办公室"
    PLANNER = "planner", "预案人员"
    ADMINISTRATOR = "administrator", "管理员"


class Body(models.Model):
    """A body that acts: a department, a street office. Written only by the intent body.import."""

    id = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=120, verbose_name="名称")
    name_en = models.CharField(max_length=200, blank=True, verbose_name="英文名称")
    short = models.CharField(max_length=40, blank=True, verbose_name="简称")
    position = models.BigIntegerField(
        help_text="Ledger position of the entry that made the row so.", verbose_name="账本位置"
    )

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="body_has_name")]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """A body may make one kind of visit in one field of duty."""

    body = models.ForeignKey(
        Body, on_delete=models.CASCADE, related_name="competences", verbose_name="部门"
    )
    field = models.CharField(max_length=40, verbose_name="领域")
    visit = models.CharField(max_length=20, verbose_name="检查方式")

    class Meta:
        verbose_name = verbose_name_plural = "职权"
        constraints = [
            models.UniqueConstraint(fields=["body", "field", "visit"], name="competence_once"),
            models.CheckConstraint(
                condition=models.Q(
                    visit__in=["enforcement", "urgent", "patrol", "service", "self"]
                ),
                name="competence_visit_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.field}, {self.visit}"


class Officer(models.Model):
    """A person who acts for a body. Written only by the intent officer.register."""

    id = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=60, verbose_name="姓名")
    name_en = models.CharField(max_length=120, blank=True, verbose_name="英文姓名")
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="officers", verbose_name="部门"
    )
    role = models.CharField(max_length=16, choices=Role.choices, verbose_name="角色")
    streets = ArrayField(
        models.CharField(max_length=32),
        default=list,
        help_text="Duty area: street codes.",
        verbose_name="辖区",
    )
    active = models.BooleanField(default=True, verbose_name="在岗")
    position = models.BigIntegerField(verbose_name="账本位置")

    class Meta:
        verbose_name = verbose_name_plural = "检查员"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="officer_role_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="officer_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """A law-enforcement certificate of an officer: fields of duty and first and last day of validity."""

    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="certificates", verbose_name="检查员"
    )
    number = models.CharField(max_length=40, verbose_name="证号")
    fields = ArrayField(models.CharField(max_length=40), default=list, verbose_name="领域")
    valid_from = models.DateField(verbose_name="有效期起")
    valid_until = models.DateField(verbose_name="有效期止")

    class Meta:
        verbose_name = verbose_name_plural = "执法证"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="certificate_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Person(AbstractUser):
    """A sign-in with one full name, as Chinese names are; never deleted, only made inactive."""

    first_name = None
    last_name = None
    full_name = models.CharField("姓名", max_length=60)
    full_name_en = models.CharField("英文姓名", max_length=120, blank=True)
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name="所属部门",
    )
    officer = models.OneToOneField(
        Officer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
        verbose_name="对应检查员",
    )
    streets = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name="辖区（街镇代码）"
    )

    objects: ClassVar[UserManager["Person"]] = UserManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "role"]

    class Meta:
        verbose_name = verbose_name_plural = "登录人员"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="person_role_known"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """Give the whole name in its own order."""
        return self.full_name

    def get_short_name(self) -> str:
        """Give the whole name: a Chinese surname alone is no address."""
        return self.full_name
