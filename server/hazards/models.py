"""Hazards with their observations, events, orders and re-checks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from server.inspections.models import GRADES, Visit
from server.places.fields import code_column, key_column, position_column
from server.places.models import Facility, Site

STATES = (
    "found", "confirmed", "ordered", "rectifying", "reported_done", "verified", "closed",
    "dismissed", "merged", "accepted", "transferred",
)  # fmt: skip
DEAD = ("closed", "dismissed", "merged")
LIVE = tuple(state for state in STATES if state not in DEAD)
ORDER_STATES = ("draft", "issued", "served", "extension_requested", "extended", "due", "closed", "escalated")  # fmt: skip


class HazardQuerySet(models.QuerySet["Hazard"]):
    def live(self):
        """Keep the hazards somebody still has to act on."""
        return self.filter(state__in=LIVE)

    def overdue(self, day):
        """Keep live hazards whose date has passed; no date never reads as overdue."""
        return self.live().filter(due_on__lt=day)


class Hazard(models.Model):
    id = key_column()
    fingerprint = code_column(64, verbose_name="指纹")
    site = models.ForeignKey(Site, models.PROTECT, related_name="hazards")
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="hazards"
    )
    street = code_column(32, verbose_name="街镇", blank=True)
    checklist = code_column(160, verbose_name="检查表", blank=True)
    item = code_column(64, verbose_name="检查项", null=True, blank=True)
    scenario = code_column(32, verbose_name="风险情景")
    slot = code_column(64, verbose_name="位置", null=True, blank=True)
    k = models.PositiveSmallIntegerField("后果等级")
    grade = code_column(16, verbose_name="隐患等级")
    state = code_column(16, verbose_name="状态", default="found")
    title_zh = models.CharField("标题", max_length=300)
    title_en = models.CharField("英文标题", max_length=500, blank=True)
    article = models.CharField("依据", max_length=300, blank=True)
    found_at = models.DateTimeField("发现时间")
    found_on = models.DateField("发现日期")
    found_by = code_column(64, verbose_name="发现人")
    due_on = models.DateField("整改期限", null=True, blank=True)
    plan_due_on = models.DateField("整改方案期限", null=True, blank=True)
    overdue = models.BooleanField("逾期", default=False)
    printed_deadline = models.BooleanField("期限已印上文书", default=False)
    order = models.ForeignKey(
        "RectificationOrder", models.PROTECT, null=True, blank=True, related_name="hazards"
    )
    recurrence_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    recurrence_number = models.PositiveIntegerField("第几次反弹", default=0)
    failed_rechecks = models.PositiveIntegerField("复查未过次数", default=0)
    observations_count = models.PositiveIntegerField("见到次数", default=1)
    confirmed_by = code_column(64, verbose_name="认定人", blank=True)
    interim_measure = models.TextField("临时管控措施", blank=True)
    ordered_at = models.DateTimeField("下达时间", null=True, blank=True)
    reported_done_by = code_column(64, verbose_name="报整改人", blank=True)
    reported_done_at = models.DateTimeField("报整改时间", null=True, blank=True)
    verified_by = code_column(64, verbose_name="验收人", blank=True)
    verified_at = models.DateTimeField("验收时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    ended_reason = models.TextField("不成立或并案理由", blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aliases"
    )
    transferred_to = code_column(64, verbose_name="移送单位", blank=True)
    grade_review_due = models.BooleanField("等级待复核", default=False)
    opened_position = position_column()
    state_position = position_column()
    grade_position = position_column()
    changed_position = position_column()
    events_count = models.PositiveIntegerField(default=0)
    rev = models.PositiveIntegerField(default=1)

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(state__in=LIVE), name="hazard_one_live"
            ),
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="hazard_grade"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="hazard_state"),
            models.CheckConstraint(condition=Q(k__range=(1, 6)), name="hazard_k"),
            models.CheckConstraint(
                condition=~Q(grade="major")
                | Q(state__in=("found", "dismissed", "merged", "transferred"))
                | Q(grade_review_due=True)
                | (~Q(confirmed_by="") & ~Q(confirmed_by=models.F("found_by")) & ~Q(article="")),
                name="hazard_major_confirmed_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="hazard_merged_names_its_heir",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="hazard_closed_when"
            ),
            models.CheckConstraint(
                condition=Q(overdue=False) | Q(due_on__isnull=False), name="hazard_overdue_has_date"
            ),
            models.CheckConstraint(
                condition=Q(recurrence_of__isnull=True, recurrence_number=0)
                | Q(recurrence_of__isnull=False, recurrence_number__gt=0),
                name="hazard_recurrence",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "scenario"], name="hazard_site_scenario"),
            models.Index(fields=["facility", "scenario"], name="hazard_facility_scenario"),
            models.Index(fields=["due_on", "id"], condition=Q(state__in=LIVE), name="hazard_due_live"),
            models.Index(
                fields=["street", "due_on", "id"], condition=Q(state__in=LIVE),
                name="hazard_street_due_live",
            ),
            models.Index(fields=["state", "-found_on", "id"], name="hazard_state_found"),
            models.Index(fields=["-found_on", "id"], name="hazard_found"),
            models.Index(fields=["fingerprint", "-closed_at"], name="hazard_fingerprint_closed"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_zh


class Observation(models.Model):
    """Keep one sighting: append-only, even when it came late or changed nothing."""

    id = key_column()
    position = position_column()
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="observations")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="observations"
    )
    finding = models.PositiveIntegerField("发现序号", null=True, blank=True)
    grade = code_column(16, verbose_name="隐患等级")
    note = models.TextField("说明", blank=True)
    article = models.CharField("依据", max_length=300, blank=True)
    blobs = ArrayField(code_column(64), default=list, blank=True)
    officer = code_column(64, verbose_name="发现人")
    happened_at = models.DateTimeField("认定时间")
    seen = models.BigIntegerField("作者所见位置")
    effect = code_column(16, verbose_name="结果")
    made_before_closing = models.BooleanField("销号前所见", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "见证"
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="observation_grade"),
            models.CheckConstraint(
                condition=Q(effect__in=("opened", "same", "reopened", "raised")),
                name="observation_effect",
            ),
        ]
        indexes = [models.Index(fields=["hazard", "position"], name="observation_hazard")]


class HazardEvent(models.Model):
    """Keep one change of a hazard: append-only."""

    pk = models.CompositePrimaryKey("hazard", "number")
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField("序号")
    position = position_column(db_index=True)
    action = code_column(32, verbose_name="动作")
    state_before = code_column(16, verbose_name="原状态", blank=True)
    state_after = code_column(16, verbose_name="新状态")
    grade_before = code_column(16, verbose_name="原等级", blank=True)
    grade_after = code_column(16, verbose_name="新等级")
    officer = code_column(64, verbose_name="经办人", blank=True)
    at = models.DateTimeField("时间")
    facts = models.JSONField("要素", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "隐患流转"


class RectificationOrder(models.Model):
    id = key_column()
    number = code_column(64, verbose_name="文号", unique=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="orders")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="orders")
    state = code_column(24, verbose_name="状态", default="issued")
    due_on = models.DateField("整改期限")
    body = code_column(64, verbose_name="下达部门", blank=True)
    issued_by = code_column(64, verbose_name="下达人")
    issued_at = models.DateTimeField("下达时间")
    served_at = models.DateTimeField("送达时间", null=True, blank=True)
    served_how = models.CharField("送达方式", max_length=100, blank=True)
    paper_sha256 = code_column(64, verbose_name="文书哈希", blank=True)
    five = models.JSONField("五落实", null=True, blank=True)
    position = position_column()
    changed_position = position_column()
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "责令整改"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ORDER_STATES), name="order_state"),
        ]
        indexes = [models.Index(fields=["site", "-issued_at"], name="order_site")]

    def __str__(self) -> str:
        return self.number


class Recheck(models.Model):
    """Keep one later look at a hazard: append-only."""

    id = key_column()
    position = position_column()
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rechecks")
    verdict = code_column(16, verbose_name="结论")
    officer = code_column(64, verbose_name="复查人")
    note = models.TextField("说明", blank=True)
    blobs = ArrayField(code_column(64), default=list, blank=True)
    happened_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = verbose_name_plural = "复查"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=("pass", "fail")), name="recheck_verdict"
            ),
        ]
        indexes = [models.Index(fields=["hazard", "position"], name="recheck_hazard")]
