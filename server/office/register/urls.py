from django.urls import path

from server.office.register import views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/rows", views.rows, name="register-rows"),
    path("register/points", views.points, name="register-points"),
    path("register/areas", views.areas, name="register-areas"),
    path("register/<str:risk>", views.detail, name="register-detail"),
]
