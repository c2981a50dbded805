"""Tell Django about the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`."""

    name = "server.accounts"
    label = "accounts"
    verbose_name = "人员与部门"
