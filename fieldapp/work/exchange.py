"""Push and pull."""

from collections.abc import Callable
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet

Report = Callable[[Any], None]


def changes_pull(tablet: Tablet, *, progress: Report | None = None) -> r.PullReport:
    raise NotImplementedError


def work_push(tablet: Tablet, *, progress: Report | None = None) -> r.PushReport:
    raise NotImplementedError


def sync_once(tablet: Tablet, *, progress: Report | None = None) -> r.SyncReport:
    raise NotImplementedError
