"""Tell Django about the room, for its commands, and whose admin site this is."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ConfigConfig(AppConfig):
    """The room `config`; no tables."""

    name = "server.config"
    label = "config"


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin with our door."""

    default = False
    default_site = "server.config.admin_site.AdministratorSite"
