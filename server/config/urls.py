"""Every address of the server.

A room brings its own addresses in `server/<room>/urls.py`, an office page in `server/office/<noun>/urls.py`;
each pattern there is written whole, from the root on (`api/v1/sites/`), so that a search finds it.
"""

from importlib.util import find_spec
from pkgutil import iter_modules

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

import server.office
from server.config.failing import closed
from server.config.health import healthz, readyz
from server.config.metrics import metrics

handler403 = "server.config.failing.forbidden"
handler404 = "server.config.failing.not_found"
handler500 = "server.config.failing.broken"


def _rooms() -> list[URLResolver]:
    nouns = [
        f"office.{module.name}" for module in iter_modules(server.office.__path__) if module.ispkg
    ]
    names = [f"server.{room}.urls" for room in [*settings.ROOMS, *sorted(nouns)]]
    return [path("", include(name)) for name in names if find_spec(name)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    # There is no mail here and nobody signs up: the administrator makes sign-ins and sets passwords anew.
    re_path(r"^accounts/(signup|email|confirm-email|password/reset|login/code)/", closed),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    *_rooms(),
]
