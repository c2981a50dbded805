"""Tasks on file."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from server.inspections.models import Visit
from server.places.fields import code_column, key_column, position_column
from server.places.models import Enterprise, Site

KINDS = ("daily", "special", "case")
STATES = ("open", "done", "cancelled")


class Task(models.Model):
    id = key_column()
    number = code_column(64, verbose_name="备案号", unique=True)
    ground = models.CharField("检查事由", max_length=300)
    kind = code_column(16, verbose_name="检查方式")
    site = models.ForeignKey(Site, models.PROTECT, related_name="tasks")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    street = code_column(32, verbose_name="街镇", blank=True)
    body = code_column(64, verbose_name="实施部门")
    officers = ArrayField(code_column(64), default=list, verbose_name="检查人员")
    checklists = ArrayField(code_column(64), default=list, verbose_name="检查表")
    window_from = models.DateField("起")
    window_to = models.DateField("止")
    year = models.PositiveSmallIntegerField("年度")
    state = code_column(16, verbose_name="状态", default="open")
    done_by = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="tasks_done"
    )
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    filed_by = code_column(64, verbose_name="备案人")
    position = position_column()
    changed_position = position_column()
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "检查任务"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="task_state"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="task_kind"),
            models.CheckConstraint(
                condition=Q(window_to__gte=F("window_from")), name="task_window"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_by__isnull=False), name="task_done_by_a_visit"
            ),
        ]
        indexes = [
            models.Index(fields=["street", "state", "window_to"], name="task_street"),
            models.Index(fields=["enterprise", "year"], name="task_enterprise_year"),
            models.Index(fields=["site", "state"], name="task_site"),
            GinIndex(fields=["officers"], name="task_officers"),
        ]

    def __str__(self) -> str:
        return self.number
