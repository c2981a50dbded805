"""Tell Django about the room."""

from django.apps import AppConfig


class BlobsConfig(AppConfig):
    """The room `blobs`."""

    name = "server.blobs"
    label = "blobs"
