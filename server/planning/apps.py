"""Register the room with Django."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "server.planning"
    label = "planning"
    verbose_name = "检查计划"
    default_auto_field = "django.db.models.BigAutoField"
