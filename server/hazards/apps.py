"""Register the room with Django."""

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "server.hazards"
    label = "hazards"
    verbose_name = "隐患治理"
    default_auto_field = "django.db.models.BigAutoField"
