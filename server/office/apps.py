from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The office's pages; owns templates, no tables."""

    name = "server.office"
    label = "office"
