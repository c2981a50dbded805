from django.urls import path

from server.office.sites import views

urlpatterns = [
    path("sites/", views.sites, name="sites"),
    path("sites/<str:site>", views.detail, name="sites-detail"),
]
