"""Which presenter and which screen belong to a route.

Screens are imported when they are first opened: start-up then reads only the first one's .kv.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from fieldapp.presenters.base import Presenter
from fieldapp.presenters.enrol import EnrolPresenter
from fieldapp.presenters.finish import FinishPresenter
from fieldapp.presenters.recheck import RecheckPresenter
from fieldapp.presenters.run import RunPresenter
from fieldapp.presenters.shell import Route, Shell
from fieldapp.presenters.site import SitePresenter
from fieldapp.presenters.sites import SitesPresenter
from fieldapp.presenters.sync import SyncPresenter
from fieldapp.presenters.today import TodayPresenter
from fieldapp.presenters.unlock import UnlockPresenter

if TYPE_CHECKING:
    from fieldapp.screens.frame import Screen

PRESENTERS: dict[str, Callable[..., Presenter[Any]]] = {
    "enrol": EnrolPresenter,
    "unlock": UnlockPresenter,
    "today": TodayPresenter,
    "sites": SitesPresenter,
    "site": SitePresenter,
    "run": RunPresenter,
    "finish": FinishPresenter,
    "recheck": RecheckPresenter,
    "sync": SyncPresenter,
}


def presenter_of(shell: Shell, route: Route) -> Presenter[Any]:
    """Make the presenter of a route; raises what its reading raises."""
    return PRESENTERS[route.name](shell, **route.values)


def screen_class(name: str) -> "type[Screen]":
    """Give the screen of a route."""
    module = import_module(f"fieldapp.screens.{name}")
    found: type[Screen] = getattr(module, f"{name.capitalize()}Screen")
    return found
