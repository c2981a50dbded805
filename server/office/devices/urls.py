from django.urls import path

from server.office.devices import views

urlpatterns = [path("devices/", views.devices, name="devices")]
