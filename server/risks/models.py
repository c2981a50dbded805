"""Risks and the assessments they were given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When

from server.places.fields import code_column, key_column, position_column
from server.places.models import Facility, Site

LEVELS = ("blue", "yellow", "orange", "red")
CONFIDENCES = ("high", "medium", "low")
STATES = ("candidate", "active", "treating", "accepted", "watching", "retired")


def rank_of_level() -> Case:
    """Return the SQL that orders levels; blue 1 … red 4."""
    return Case(
        *(When(level=level, then=Value(rank)) for rank, level in enumerate(LEVELS, start=1)),
        default=Value(0),
        output_field=models.SmallIntegerField(),
    )


class Risk(models.Model):
    id = key_column()
    site = models.ForeignKey(Site, models.PROTECT, related_name="risks")
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="risks"
    )
    street = code_column(32, verbose_name="街镇", blank=True)
    scenario = code_column(32, verbose_name="风险情景")
    state = code_column(16, verbose_name="状态", default="active")
    level = code_column(8, verbose_name="等级")
    rank = models.GeneratedField(
        expression=rank_of_level(), output_field=models.SmallIntegerField(), db_persist=True
    )
    d = models.DecimalField("D 值", max_digits=7, decimal_places=1)
    confidence = code_column(8, verbose_name="把握程度")
    floors = ArrayField(code_column(32), default=list, blank=True, verbose_name="保底规则")
    as_of = models.DateTimeField("研判时点")
    open_hazards = models.PositiveIntegerField("未销号隐患", default=0)
    open_majors = models.PositiveIntegerField("未销号重大隐患", default=0)
    overdue_hazards = models.PositiveIntegerField("逾期隐患", default=0)
    last_inspected_on = models.DateField("最近检查", null=True, blank=True)
    next_inspection_on = models.DateField("应检日期", null=True, blank=True)
    next_review_on = models.DateField("复核期限", null=True, blank=True)
    next_change_at = models.DateTimeField("下次变化", null=True, blank=True)
    latest = models.ForeignKey(
        "RiskAssessment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessments_count = models.PositiveIntegerField(default=0)
    position = position_column()
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "风险"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "scenario"], condition=Q(facility__isnull=True),
                name="risk_site_scenario",
            ),
            models.UniqueConstraint(
                fields=["facility", "scenario"], condition=Q(facility__isnull=False),
                name="risk_facility_scenario",
            ),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="risk_level"),
            models.CheckConstraint(condition=Q(confidence__in=CONFIDENCES), name="risk_confidence"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="risk_state"),
            models.CheckConstraint(condition=Q(d__gte=0, d__lte=10_000), name="risk_d"),
            models.CheckConstraint(
                condition=~Q(state="watching", level="red"), name="risk_red_is_not_watched"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-rank", "-d", "id"], name="risk_worst"),
            models.Index(fields=["street", "-rank", "-d", "id"], name="risk_street_worst"),
            models.Index(fields=["scenario", "-rank", "-d", "id"], name="risk_scenario_worst"),
            models.Index(fields=["next_inspection_on", "id"], name="risk_next_inspection"),
            models.Index(fields=["next_change_at"], name="risk_next_change"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.scenario}"


class RiskAssessment(models.Model):
    """Keep one computed level with its explanation: append-only."""

    id = key_column()
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField("序号")
    position = position_column()
    as_of = models.DateTimeField("研判时点")
    trigger = code_column(32, verbose_name="触发")
    model = code_column(64, verbose_name="评分模型")
    inputs_sha256 = code_column(64, verbose_name="输入哈希")
    probability = models.DecimalField("λ", max_digits=8, decimal_places=6, db_column="lambda")
    likelihood = models.DecimalField("L", max_digits=8, decimal_places=4)
    exposure = models.DecimalField("E", max_digits=4, decimal_places=1)
    consequence = models.DecimalField("C", max_digits=5, decimal_places=1)
    k = models.PositiveSmallIntegerField("后果等级")
    d = models.DecimalField("D 值", max_digits=7, decimal_places=1)
    level = code_column(8, verbose_name="等级")
    floors = ArrayField(code_column(32), default=list, blank=True)
    confidence = code_column(8, verbose_name="把握程度")
    explain = models.JSONField("说明")

    class Meta:
        verbose_name = verbose_name_plural = "研判"
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="assessment_number"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="assessment_level"),
            models.CheckConstraint(
                condition=Q(confidence__in=CONFIDENCES), name="assessment_confidence"
            ),
        ]


class RiskReview(models.Model):
    """Keep one person's review; it cannot be saved without the next date."""

    id = key_column()
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="reviews")
    position = position_column()
    officer = code_column(64, verbose_name="复核人")
    at = models.DateTimeField("复核时间")
    decision = code_column(16, verbose_name="决定")
    minutes = models.TextField("复核意见", blank=True)
    next_review_on = models.DateField("下次复核")
    assessment = models.ForeignKey(RiskAssessment, models.PROTECT, related_name="reviews")

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        indexes = [models.Index(fields=["risk", "-position"], name="review_risk")]
