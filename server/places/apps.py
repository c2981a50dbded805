"""Register the room with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "server.places"
    label = "places"
    verbose_name = "场所与区域"
    default_auto_field = "django.db.models.BigAutoField"
