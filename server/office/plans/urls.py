from django.urls import path

from server.office.plans import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<str:plan>", views.detail, name="plans-detail"),
]
