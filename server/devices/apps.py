"""Tell Django about the room."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """The room `devices`."""

    name = "server.devices"
    label = "devices"
    verbose_name = "平板终端"
