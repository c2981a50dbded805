"""Addresses of the open door, each written whole."""

from django.urls import path

from server.open.catalogue import ChecklistList, ChecklistOne, DocumentList
from server.open.hazards import HazardList, HazardOne
from server.open.places import AreaList, FacilityList, FacilityOne, SiteList, SiteOne
from server.open.plans import PlanList, PlanOne, PlanVersionOne
from server.open.risks import RiskList, RiskOne
from server.open.tasks import TaskList, TaskOne
from server.open.visits import VisitList, VisitOne

urlpatterns = [
    path("api/v1/areas", AreaList.as_view(), name="open-areas"),
    path("api/v1/sites", SiteList.as_view(), name="open-sites"),
    path("api/v1/sites/<str:site>", SiteOne.as_view(), name="open-site"),
    path("api/v1/facilities", FacilityList.as_view(), name="open-facilities"),
    path("api/v1/facilities/<str:facility>", FacilityOne.as_view(), name="open-facility"),
    path("api/v1/hazards", HazardList.as_view(), name="open-hazards"),
    path("api/v1/hazards/<str:hazard>", HazardOne.as_view(), name="open-hazard"),
    path("api/v1/risks", RiskList.as_view(), name="open-risks"),
    path("api/v1/risks/<str:risk>", RiskOne.as_view(), name="open-risk"),
    path("api/v1/visits", VisitList.as_view(), name="open-visits"),
    path("api/v1/visits/<str:visit>", VisitOne.as_view(), name="open-visit"),
    path("api/v1/tasks", TaskList.as_view(), name="open-tasks"),
    path("api/v1/tasks/<str:task>", TaskOne.as_view(), name="open-task"),
    path("api/v1/plans", PlanList.as_view(), name="open-plans"),
    path("api/v1/plans/<str:plan>", PlanOne.as_view(), name="open-plan"),
    path(
        "api/v1/plans/<str:plan>/versions/<int:number>",
        PlanVersionOne.as_view(),
        name="open-plan-version",
    ),
    path("api/v1/checklists", ChecklistList.as_view(), name="open-checklists"),
    path("api/v1/checklists/<str:ref>", ChecklistOne.as_view(), name="open-checklist"),
    path("api/v1/documents", DocumentList.as_view(), name="open-documents"),
]
