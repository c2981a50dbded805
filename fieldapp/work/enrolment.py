"""Enrolment."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def tablet_enrol(
    tablet: Tablet, *, url: str, code: str, label: str = "", fingerprint: str | None = None
) -> r.Enrolled:
    raise NotImplementedError
