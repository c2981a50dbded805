"""Places."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def streets_list(tablet: Tablet) -> tuple[r.StreetRow, ...]:
    raise NotImplementedError


def sites_find(
    tablet: Tablet, *, query: str = "", street: str | None = None, limit: int = 50
) -> tuple[r.SiteRow, ...]:
    raise NotImplementedError


def site_get(tablet: Tablet, *, site: str) -> r.SiteDetail:
    raise NotImplementedError
