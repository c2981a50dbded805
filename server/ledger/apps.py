"""Tell Django about the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `ledger`."""

    name = "server.ledger"
    label = "ledger"
