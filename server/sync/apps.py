"""Tell Django about the room."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """The room `sync`."""

    name = "server.sync"
    label = "sync"
