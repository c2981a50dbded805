"""Plans and their frozen versions."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from server.places.fields import code_column, key_column, position_column

STATES = ("draft", "in_review", "countersigning", "approved", "filed", "published", "superseded", "withdrawn")  # fmt: skip


class Plan(models.Model):
    id = key_column()
    name = models.CharField("名称", max_length=200)
    name_en = models.CharField("英文名称", max_length=300, blank=True)
    kind = code_column(32, verbose_name="类别")
    scenarios = ArrayField(code_column(32), default=list, blank=True, verbose_name="风险情景")
    streets = ArrayField(code_column(32), default=list, blank=True, verbose_name="适用街镇")
    body = code_column(64, verbose_name="编制单位", blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    state = code_column(16, verbose_name="状态", default="draft")
    search = models.CharField(max_length=600, blank=True, db_collation="C")
    current = models.ForeignKey(
        "PlanVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_due_on = models.DateField("修订期限", null=True, blank=True)
    position = position_column()
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "应急预案"
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="plan_state")]
        indexes = [GinIndex(fields=["scenarios"], name="plan_scenarios")]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """Keep one text of a plan, frozen by its hash: append-only."""

    id = key_column()
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    text = models.TextField("正文（JSON 原文）")
    sha256 = code_column(64, verbose_name="哈希")
    author = code_column(64, verbose_name="编制人", blank=True)
    approved_by = ArrayField(code_column(64), default=list, blank=True, verbose_name="批准人")
    approved_on = models.DateField("批准日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    filed_number = code_column(64, verbose_name="备案号", blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    position = position_column()

    class Meta:
        verbose_name = verbose_name_plural = "预案版本"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
        ]
