from django.urls import path

from server.office.hazards import views

urlpatterns = [
    path("hazards/", views.hazards, name="hazards"),
    path("hazards/<str:hazard>", views.detail, name="hazards-detail"),
    path("hazards/<str:hazard>/<str:action>", views.act, name="hazards-act"),
]
