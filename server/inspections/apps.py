"""Register the room with Django."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "server.inspections"
    label = "inspections"
    verbose_name = "检查记录"
    default_auto_field = "django.db.models.BigAutoField"
