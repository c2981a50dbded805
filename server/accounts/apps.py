"""Tell Django about the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`."""

    name = "server.accounts"
    label = "accounts"
