"""Visits and the facts that other rooms count with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from server.places.fields import code_column, key_column, position_column
from server.places.models import Facility, Site

KINDS = ("enforcement", "urgent", "patrol", "service", "self")
GRADES = ("low", "general", "serious", "major")


class Visit(models.Model):
    id = key_column()
    position = position_column(unique=True)
    entry_hash = code_column(64, verbose_name="条目哈希")
    device = code_column(64, verbose_name="设备", blank=True)
    author = code_column(64, verbose_name="填报人")
    kind = code_column(16, verbose_name="检查类型")
    task = code_column(64, verbose_name="任务", blank=True, db_index=True)
    checklist = code_column(64, verbose_name="检查表")
    checklist_version = code_column(32, verbose_name="检查表版本")
    checklist_sha256 = code_column(64, verbose_name="检查表哈希")
    site = models.ForeignKey(Site, models.PROTECT, related_name="visits")
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    street = code_column(32, verbose_name="街镇", blank=True)
    started = models.DateTimeField("开始")
    finished = models.DateTimeField("结束")
    happened_at = models.DateTimeField("认定时间")
    uncertainty_ms = models.BigIntegerField("时间不确定度", default=0)
    received_at = models.DateTimeField("收到时间")
    answered = models.PositiveIntegerField("已答项", default=0)
    asked = models.PositiveIntegerField("应答项", default=0)
    score_kind = code_column(24, verbose_name="计分方式", blank=True)
    score = models.DecimalField("得分", max_digits=12, decimal_places=4, null=True, blank=True)
    score_maximum = models.DecimalField(
        "满分", max_digits=12, decimal_places=4, null=True, blank=True
    )
    verdict = code_column(32, verbose_name="结论", blank=True)
    findings_count = models.PositiveIntegerField("问题数", default=0)
    blobs_total = models.PositiveIntegerField("附件数", default=0)
    blobs_arrived = models.PositiveIntegerField("已到附件", default=0)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="visit_kind"),
            models.CheckConstraint(
                condition=Q(blobs_arrived__lte=F("blobs_total")), name="visit_blobs"
            ),
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="visit_answered"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="visit_not_superseding_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-happened_at"], name="visit_site_time"),
            models.Index(fields=["street", "-happened_at", "id"], name="visit_street_time"),
            models.Index(fields=["-happened_at", "id"], name="visit_time"),
        ]

    def __str__(self) -> str:
        return self.id


class VisitOfficer(models.Model):
    pk = models.CompositePrimaryKey("visit", "officer")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="crew")
    officer = code_column(64, verbose_name="人员")
    role = code_column(16, verbose_name="身份")
    ordinal = models.PositiveSmallIntegerField()
    signed = models.BooleanField("已签名", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查人员"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=("officer", "assistant")), name="visit_officer_role"
            ),
        ]
        indexes = [models.Index(fields=["officer"], name="visit_officer")]


class Finding(models.Model):
    pk = models.CompositePrimaryKey("visit", "n")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    n = models.PositiveIntegerField("序号")
    item = code_column(64, verbose_name="检查项", null=True, blank=True)
    at = ArrayField(code_column(64), default=list, blank=True)
    scenario = code_column(32, verbose_name="风险情景")
    slot = code_column(64, verbose_name="位置", null=True, blank=True)
    grade = code_column(16, verbose_name="隐患等级")
    clause = models.CharField("依据", max_length=300, blank=True)
    note = models.TextField("说明", blank=True)
    confirmed_by = code_column(64, verbose_name="复核人", null=True, blank=True)
    deadline = models.DateField("整改期限", null=True, blank=True)
    five = models.JSONField("五落实", null=True, blank=True)
    blobs = ArrayField(code_column(64), default=list, blank=True)
    hazard = code_column(64, verbose_name="隐患", blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查发现"
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="finding_grade"),
        ]


class Paper(models.Model):
    pk = models.CompositePrimaryKey("visit", "ordinal")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="papers")
    ordinal = models.PositiveSmallIntegerField()
    kind = code_column(32, verbose_name="文书")
    number = code_column(64, verbose_name="文号", db_index=True)
    sha256 = code_column(64, verbose_name="哈希")

    class Meta:
        verbose_name = verbose_name_plural = "文书"


class VisitBlob(models.Model):
    """Name one file a visit's bytes cite, and whether it has arrived."""

    pk = models.CompositePrimaryKey("visit", "sha256")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="files")
    sha256 = code_column(64, verbose_name="哈希")
    use = code_column(16, verbose_name="用途")
    item = code_column(64, verbose_name="检查项", blank=True)
    arrived = models.BooleanField("已到", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        constraints = [
            models.CheckConstraint(
                condition=Q(use__in=("photo", "paper", "signature")), name="visit_blob_use"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], condition=Q(arrived=False), name="visit_blob_awaited"),
        ]


class Coverage(models.Model):
    """Say how fully a visit looked at one scenario."""

    pk = models.CompositePrimaryKey("visit", "scenario")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="coverage")
    scenario = code_column(32, verbose_name="风险情景")
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    complete = models.BooleanField("全项完成")

    class Meta:
        verbose_name = verbose_name_plural = "情景覆盖"
        constraints = [
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="coverage_answered"),
        ]


class ControlCheck(models.Model):
    """Say what a visit saw of one control: standing, or failed."""

    pk = models.CompositePrimaryKey("visit", "control")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="controls")
    control = code_column(64, verbose_name="控制措施")
    held = models.BooleanField("有效")

    class Meta:
        verbose_name = verbose_name_plural = "控制措施核验"
