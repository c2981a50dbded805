from django.urls import path

from server.office.visits import views

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<str:visit>", views.detail, name="visits-detail"),
    path("visits/<str:visit>/chain", views.chain, name="visits-chain"),
    path("blobs/<str:sha256>", views.blob, name="blob"),
]
