"""Tell Django about the room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room `intake`."""

    name = "server.intake"
    label = "intake"
