from django.urls import path

from server.office.tasks import views

urlpatterns = [path("tasks/", views.tasks, name="tasks")]
