"""Register the room with Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "server.plans"
    label = "plans"
    verbose_name = "应急预案"
    default_auto_field = "django.db.models.BigAutoField"
