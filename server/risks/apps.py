"""Register the room with Django."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "server.risks"
    label = "risks"
    verbose_name = "风险清单"
    default_auto_field = "django.db.models.BigAutoField"
