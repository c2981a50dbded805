"""Addresses of the tablets' door."""

from django.urls import path

from server.sync.blobs import BlobView
from server.sync.enrolling import EnrolView, OfficerKeyView
from server.sync.opening import SessionView
from server.sync.pulling import ChangesView
from server.sync.pushing import OpsView

urlpatterns = [
    path("api/v1/enrol", EnrolView.as_view(), name="enrol"),
    path("api/v1/enrol/officer", OfficerKeyView.as_view(), name="enrol-officer"),
    path("api/v1/sync/session", SessionView.as_view(), name="sync-session"),
    path("api/v1/sync/ops", OpsView.as_view(), name="sync-ops"),
    path("api/v1/sync/changes", ChangesView.as_view(), name="sync-changes"),
    path("api/v1/blobs/<str:sha256>", BlobView.as_view(), name="blob"),
]
