"""The scenes of the gallery: a tablet, and what a person does before the picture is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.screens import sample_day as day
from fieldapp.screens.sample import sample_tablet
from fieldapp.work import Tablet


@dataclass(frozen=True, slots=True)
class Scene:
    """Name one picture, `<screen>-<state>`."""

    name: str
    play: Callable[[Any], None]
    tablet: Callable[[Path], Tablet] = sample_tablet


def _open(name: str, **values: Any) -> Callable[[Any], None]:
    return lambda stage: stage.shell.open(name, **values)


def _then(*steps: Callable[[Any], None]) -> Callable[[Any], None]:
    def play(stage: Any) -> None:
        for step in steps:
            step(stage)

    return play


def _deed(name: str, *given: Any, **values: Any) -> Callable[[Any], None]:
    return lambda stage: getattr(stage.screen.presenter, name)(*given, **values)


def _run(*steps: Callable[[Any], None], fill: Callable[[Tablet], str] = day.run_begun) -> Any:
    def play(stage: Any) -> None:
        run = fill(stage.shell.tablet)
        stage.shell.open("run", run=run)
        for step in steps:
            step(stage)

    return play


def _finish(*steps: Callable[[Any], None], fill: Callable[[Tablet], str] = day.run_begun) -> Any:
    def play(stage: Any) -> None:
        run = fill(stage.shell.tablet)
        stage.shell.open("finish", run=run)
        for step in steps:
            step(stage)

    return play


def _bare(folder: Path) -> Tablet:
    return sample_tablet(folder, rows=(), unlocked=("officer-li",))


def _unknown(folder: Path) -> Tablet:
    return sample_tablet(folder, enrolled=False)


def _locked(folder: Path) -> Tablet:
    return sample_tablet(folder, unlocked=())


def _half(folder: Path) -> Tablet:
    return sample_tablet(folder, unlocked=("officer-li",))


def _keys(digits: str) -> Callable[[Any], None]:
    def type_in(stage: Any) -> None:
        for digit in digits:
            stage.screen.presenter.key(digit)

    return type_in


P08, P17 = ("P08", ()), ("P17", ())

SCENES: tuple[Scene, ...] = (
    Scene("enrol-empty", _then(), _unknown),
    Scene("enrol-typed", _then(_deed("way_choose", "typed")), _unknown),
    Scene(
        "enrol-refused", _then(_deed("edit", "qr", "xunan:1;不是网址"), _deed("enrol")), _unknown
    ),
    Scene("unlock-enter", _keys("135"), _locked),
    Scene("unlock-wrong", _keys("000000"), _locked),
    Scene("unlock-second", _then(_open("unlock"), _keys("13")), _half),
    Scene("today-full", _then(day.today_filled, _open("today"))),
    Scene("today-bare", _open("today"), _bare),
    Scene("sites-all", _open("sites")),
    Scene("sites-found", _then(_open("sites", query="jiu"))),
    Scene("sites-nothing", _open("sites", query="没有这家店")),
    Scene("site-known", _then(day.today_filled, _open("site", site="site-jinhai"))),
    Scene("site-unknown", _open("site", site="site-hongxing")),
    Scene("site-start", _then(_open("site", site="site-jinhai"), _deed("start_show"))),
    Scene(
        "site-refused",
        _then(
            _open("site", site="site-sanhao"),
            _deed("start_show"),
            _deed("visit_choose", "task:task-088"),
            _deed("start"),
        ),
    ),
    Scene("run-begun", _run()),
    Scene("run-fresh", _run(fill=day.run_fresh)),
    Scene("run-failed", _run(_deed("filter_choose", "failed"))),
    Scene("run-found", _run(_deed("search", "软管"))),
    Scene("run-all_answered", _run(_deed("filter_choose", "open"), fill=day.run_complete)),
    Scene("run-guide", _run(_deed("ask", "guide", P08))),
    Scene("run-note", _run(_deed("ask", "note", P08))),
    Scene("run-reason", _run(_deed("ask", "reason", ("P10", ())))),
    Scene("run-number", _run(_deed("value_ask", P17))),
    Scene("run-choice", _run(_deed("value_ask", ("P06", ())))),
    Scene(
        "run-date",
        _run(_deed("value_give", ("P26", ()), "linked"), _deed("value_ask", ("P29", ()))),
    ),
    Scene("run-text", _run(_deed("value_ask", ("P03", ())))),
    Scene("run-suspect", _run(_deed("ask", "major", P08))),
    Scene("run-second", _run(_deed("ask", "major", P08), _deed("grade_give", P08, "major"))),
    Scene("run-confirmed", _run(day.major_confirmed)),
    Scene("run-photo", _run(day.photo_opened)),
    Scene("run-deduct", _run(day.deduct_opened, fill=day.run_scored)),
    Scene("run-scored", _run(fill=day.run_scored)),
    Scene("run-types", _run(fill=day.run_types)),
    Scene("run-instance", _run(_deed("ask", "instance", ("cylinder", ())), fill=day.run_types)),
    Scene("run-choices", _run(_deed("value_ask", ("S02", ())), fill=day.run_types)),
    Scene("run-conform", _run(fill=day.run_food)),
    Scene("run-patrol", _run(fill=day.run_patrol)),
    Scene("finish-missing", _finish()),
    Scene("finish-sign", _finish(_deed("sign_ask", "officer-li"))),
    Scene("finish-refuse", _finish(_deed("refuse_ask"), _deed("refuse", "", ""))),
    Scene("finish-refused", _finish(fill=day.run_refused)),
    Scene("finish-signed", _finish(fill=day.run_signed)),
    Scene("finish-order", _finish(_deed("paper_choose", "order"), fill=day.run_signed)),
    Scene("finish-patrol", _finish(fill=day.run_patrol)),
    Scene("recheck-fresh", _open("recheck", hazard="hazard-1", site="site-jinhai")),
    Scene(
        "recheck-failed",
        _then(
            _open("recheck", hazard="hazard-1", site="site-jinhai"),
            _deed("verdict_give", "fail"),
            day.recheck_photos,
            _deed("save"),
        ),
    ),
    Scene("sync-empty", _open("sync")),
    Scene("sync-full", _then(day.operations_made, _open("sync"))),
    Scene("sync-refused", _then(day.operations_made, _open("sync"), day.sync_refused)),
)
