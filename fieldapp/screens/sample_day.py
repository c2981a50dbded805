"""What the inspectors of the sample day have done so far: visits in several stages, photos, operations."""

import random
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from fieldapp.screens.sample import GAS
from fieldapp.sync.client import NetworkProblem
from fieldapp.work import (
    Tablet,
    answer_save,
    photo_add,
    recheck_save,
    run_finish,
    run_open,
    run_start,
    signature_add,
)
from fieldapp.work.instances import instance_add
from shared.checklist import Item
from shared.sync import Outcome, Result

TASK = "task:task-101"
NOTE = "燃气立管穿过二层员工宿舍，室内有两张床铺，穿墙处没有套管。"


def picture(number: int) -> bytes:
    """Draw something like a photo of a kitchen wall with a gas pipe."""
    chance = random.Random(number)
    image = Image.new("RGB", (960, 720), (196 - number * 9, 190, 178))
    pen = ImageDraw.Draw(image)
    for row in range(0, 720, 60):
        for column in range(-60, 960, 120):
            shade = chance.randint(205, 226)
            left = column + (60 if row // 60 % 2 else 0)
            pen.rectangle((left, row, left + 116, row + 56), fill=(shade, shade - 2, shade - 8))
    at = 250 + number * 90
    pen.rectangle((at, 0, at + 46, 720), fill=(222, 184, 48))
    pen.rectangle((at + 10, 0, at + 18, 720), fill=(246, 220, 120))
    pen.rectangle((at - 16, 300, at + 62, 352), fill=(120, 124, 130))
    pen.ellipse((at - 70, 270, at + 116, 456), outline=(205, 30, 30), width=12)
    pen.rectangle((620, 470, 960, 720), fill=(88, 94, 104))
    pen.ellipse((690, 520, 830, 600), outline=(30, 32, 36), width=16)
    written = BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()


def handwriting(number: int) -> bytes:
    """Draw strokes like a signature, as the pad gives them."""
    chance = random.Random(number)
    image = Image.new("RGBA", (900, 300), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for start in (90, 330, 570):
        points = [(start + step * 24, 150 + chance.randint(-90, 90)) for step in range(8)]
        pen.line(points, fill=(16, 32, 46, 255), width=7, joint="curve")
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def run_fresh(tablet: Tablet) -> str:
    """Begin the visit of the filed task."""
    return run_start(tablet, checklist=GAS, site="site-jinhai", visit=TASK)


def run_begun(tablet: Tablet) -> str:
    """Answer the first sections, with two failures and their photos."""
    run = run_fresh(tablet)
    given = {"P01": "pass", "P02": "pass", "P03": "2026-03-18 安检单 0042177", "P04": "pass"}
    given |= {"P06": "inner", "P09": "pass", "P11": "na", "P12": "pass", "P13": "pass"}
    for item, value in given.items():
        answer_save(tablet, run=run, item=item, value=value)
    answer_save(tablet, run=run, item="P05", value="fail", note="与房东口头约定，没有书面协议。")
    answer_save(tablet, run=run, item="P08", value="fail", note=NOTE)
    for number in range(2):
        photo_add(tablet, run=run, item="P08", source=picture(number))
    answer_save(
        tablet, run=run, item="P10", value="not_checked", note="吊顶封闭，无法查看穿越部位。"
    )
    return run


def run_complete(tablet: Tablet) -> str:
    """Answer everything; one failure stays, with its photo."""
    run = run_begun(tablet)
    answer_rest(tablet, run)
    return run


def run_signed(tablet: Tablet) -> str:
    """Complete the visit; both officers and the site have signed."""
    run = run_complete(tablet)
    for number, who in enumerate(("officer-li", "officer-wang", "site")):
        signature_add(tablet, run=run, who=who, image=handwriting(number))
    return run


def run_refused(tablet: Tablet) -> str:
    """Complete the visit; the site refuses to sign before a witness, then an answer changes."""
    run = run_complete(tablet)
    signature_add(
        tablet, run=run, who="site", refused="对第 8 项有异议", witness="周敏，东门社区居委会"
    )
    for number, who in enumerate(("officer-li", "officer-wang")):
        signature_add(tablet, run=run, who=who, image=handwriting(number))
    answer_save(
        tablet, run=run, item="P05", value=None, note="与房东口头约定，月底前补签书面协议。"
    )
    return run


def run_scored(tablet: Tablet) -> str:
    """Begin a JGJ 59 visit with deductions."""
    run = run_start(tablet, checklist="construction.jgj59", site="site-sanhao", visit="urgent")
    answer_save(tablet, run=run, item="B1-01", value="b,c=4", note="责任制缺两名班组长签字。")
    answer_save(tablet, run=run, item="B1-02", value="pass")
    return run


def run_food(tablet: Tablet) -> str:
    """Begin a food visit, whose verdicts are 符合, 基本符合, 不符合."""
    run = run_start(tablet, checklist="food.catering", site="site-yizhong", visit="task:task-103")
    checklist = run_open(tablet, run=run).draft.checklist
    verdicts = ("pass", "partial", "fail", "pass", "na")
    for item, verdict in zip(checklist.items, verdicts, strict=False):
        if item.type == "verdict":
            answer_save(tablet, run=run, item=item.id, value=verdict)
    return run


def run_patrol(tablet: Tablet) -> str:
    """Make a patrol with one finding."""
    run = run_start(tablet, checklist="fire.small_premises", site="site-yuehai", visit="patrol")
    item = run_open(tablet, run=run).draft.checklist.items[0]
    answer_save(tablet, run=run, item=item.id, value="fail", note="一层安全出口堆放被服车。")
    photo_add(tablet, run=run, item=item.id, source=picture(1))
    answer_rest(tablet, run)
    return run


def run_types(tablet: Tablet) -> str:
    """Begin a visit with every kind of item, two instances of a repeat section."""
    run = run_start(tablet, checklist="sample.types", site="site-laowang", visit="patrol")
    for number, name in enumerate(("1号瓶", "2号瓶")):
        instance_add(tablet, run=run, section="cylinder", name=name)
        answer_save(tablet, run=run, item="C02", at=(name,), value=f"{118 + number}.5")
    answer_save(tablet, run=run, item="S01", value="partial")
    answer_save(tablet, run=run, item="C01", at=("1号瓶",), value="fail")
    answer_save(tablet, run=run, item="S02", value="lpg,wood")
    return run


def answer_rest(tablet: Tablet, run: str) -> None:
    """Answer what is open, until nothing new shows."""
    answers = run_open(tablet, run=run).draft.answers
    while open_rows := [
        row
        for row in answers.rows()
        if row.item.type != "calculated" and answers.given(*row.key) is None
    ]:
        for row in open_rows:
            _answer_well(tablet, run, row.item, row.at)


def _answer_well(tablet: Tablet, run: str, item: Item, at: tuple[str, ...]) -> None:
    if item.type == "photo":
        photo_add(tablet, run=run, item=item.id, at=at, source=picture(2))
        return
    made: Mapping[str, Callable[[], str]] = {
        "verdict": lambda: "pass",
        "number": lambda: str(item.minimum if item.minimum is not None else 1),
        "choice": lambda: item.choices[0].id,
        "choices": lambda: item.choices[0].id,
        "text": lambda: "无",
        "date": lambda: "2028-06-30",
    }
    answer_save(tablet, run=run, item=item.id, at=at, value=made[item.type]())


def today_filled(stage: Any) -> None:
    """Leave a visit in progress."""
    run_begun(stage.shell.tablet)


def major_confirmed(stage: Any) -> None:
    """Call the failure major and confirm it as the second officer."""
    presenter, key = stage.screen.presenter, ("P08", ())
    presenter.ask("major", key)
    presenter.grade_give(key, "major")
    presenter.major_confirm("officer-li")
    presenter.reveal(("P06", ()))


def photo_opened(stage: Any) -> None:
    """Open the first photo."""
    presenter, key = stage.screen.presenter, ("P08", ())
    presenter.ask("photo", key, presenter.shown(key).photos[0])


def deduct_opened(stage: Any) -> None:
    """Open the criteria of a deduction."""
    stage.screen.presenter.ask("deduct", ("B1-01", ()))


def recheck_photos(stage: Any) -> None:
    """Have two photos taken."""
    presenter = stage.screen.presenter
    presenter._show(photos=(picture(0), picture(1)))


def operations_made(stage: Any) -> None:
    """Make operations and let the office answer them in every way."""
    tablet: Tablet = stage.shell.tablet
    run_finish(tablet, run=run_signed(tablet))
    for number, hazard in enumerate(("hazard-1", "hazard-2", "hazard-3") * 2):
        recheck_save(
            tablet,
            hazard=hazard,
            verdict="fail" if number % 2 else "pass",
            note="现场查看，软管已更换。",
            photos=(picture(number % 3),),
        )
    outcomes = {
        1: Outcome.applied(),
        2: Outcome.applied(),
        3: Outcome.applied_with_conflict(
            code="hazard_closed", remedy="该隐患已由他人销号，您的复查一并保留，由办公室核定。"
        ),
        4: Outcome.held(code="blob_missing", remedy="照片到齐后自动受理。", waits_for="照片 1/1"),
        5: Outcome.rejected(
            code="not_allowed", remedy="该隐患不在您的职责街道，请联系安全办公室。"
        ),
    }
    states = {state.seq: state for state in tablet.operations.all()}
    results = [
        Result.of(outcome, seq=seq, hash=states[seq].hash, position=100 + seq)
        for seq, outcome in outcomes.items()
    ]
    tablet.operations.answered(results)
    with tablet.database.writing():
        tablet.operations.confirm(results[0])
    tablet.operations.sent([6])


def sync_refused(stage: Any) -> None:
    """Show an exchange that did not reach the office."""
    problem = NetworkProblem(
        "network_down", "连不上服务器。", "内容都已存盘；有网络时再同步，或导出救援包。"
    )
    stage.screen.presenter._ended(problem)
