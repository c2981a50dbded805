"""Tell Django about the room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room `catalogue`."""

    name = "server.catalogue"
    label = "catalogue"
