from django.urls import path

from server.office.overview import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("frame/sync", views.sync, name="frame-sync"),
]
