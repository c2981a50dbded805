"""Checklists: read one, answer one item, score one visit (workload W1 of the comparison of form engines)."""

import json
import random
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

from shared.checklist import Answers, Checklist, checklist_read, score_of
from shared.checklist.profile import profile_values
from tools.bench.bench import Bench
from tools.bench.timing import in_turn, median, seconds

ROOT = Path(__file__).resolve().parents[2]
SECTIONS, SCORES = 10, 5
ROUNDS = 9
GUIDANCE = {key: {"zh": "看一看现场", "en": "look"} for key in ("look", "pass", "fail")}


def measure(bench: Bench) -> None:
    """Measure everything of checklists."""
    if bench.wants("checklist.load"):
        _load(bench)
    if bench.wants("checklist.answer"):
        _answer(bench)
    if bench.wants("checklist.score"):
        _score(bench)


def w1_text(items: int, *, seed: int = 1) -> bytes:
    """Write a checklist like W1: a fifth of the items conditional, five weighted scores."""
    chance = random.Random(seed)
    asked = items - SCORES
    lines = [
        'id = "bench.w1"', 'version = "1"', 'field = "gas"', 'zh = "负载一"', 'en = "W1"',
        "effective_from = 2026-01-01",
    ]  # fmt: skip
    for number in range(SECTIONS):
        lines += [
            "",
            "[[section]]",
            f'id = "s{number}"',
            f'zh = "部分{number}"',
            f'en = "Part {number}"',
        ]
    for number in range(asked):
        lines += ["", "[[item]]", *_item(number, asked, chance)]
    for number in range(SCORES):
        lines += ["", "[[item]]", *_sum(number, asked, chance)]
    return ("\n".join(lines) + "\n").encode()


def _item(number: int, asked: int, chance: random.Random) -> Iterator[str]:
    yield f'id = "I{number}"'
    yield f'section = "s{number * SECTIONS // asked}"'
    yield f'zh = "检查项目第 {number} 项"'
    yield f'en = "Item {number}"'
    kind = "number" if number % 10 == 9 else "verdict"
    yield f'type = "{kind}"'
    if kind == "verdict":
        yield from (f"{key} = {_inline(text)}" for key, text in GUIDANCE.items())
    if number > 10 and number % 5 == 0:
        before = [one for one in range(max(0, number - 40), number) if one % 10 != 9]
        first, second = chance.sample(before, 2)
        joined = ("", f" or I{second} == fail", f" and I{second} != na")[number // 5 % 3]
        yield f'visible_if = "I{first} != na{joined}"'


def _sum(number: int, asked: int, chance: random.Random) -> Iterator[str]:
    yield f'id = "T{number}"'
    yield f'section = "s{SECTIONS - 1}"'
    yield f'zh = "得分 {number}"'
    yield f'en = "Score {number}"'
    yield 'type = "calculated"'
    if number == SCORES - 1:
        yield 'value = "T0 + T1 + T2 + T3"'
        return
    verdicts = [one for one in range(asked) if one % 10 != 9]
    weighted = sorted(chance.sample(verdicts, min(30, len(verdicts) // 2)))
    terms = " + ".join(f"if(I{one} == pass, {chance.randint(1, 5)}, 0)" for one in weighted)
    yield f'value = "{terms}"'


def _inline(text: dict[str, str]) -> str:
    return (
        "{"
        + ", ".join(f"{key} = {json.dumps(one, ensure_ascii=False)}" for key, one in text.items())
        + "}"
    )


def _load(bench: Bench) -> None:
    real = ROOT / "checklists" / "gas" / "restaurant_lpg.toml"
    for name, text in (("200", w1_text(200)), ("restaurant_lpg", real.read_bytes())):
        source = text.decode()
        whole, toml = in_turn(
            lambda text=text: checklist_read(text, file="bench.toml"),
            lambda source=source: tomllib.loads(source),
            rounds=ROUNDS,
        )
        bench.put(
            f"checklist.load.{name}",
            whole * 1e3,
            floor=toml * 1e3,
            note="只解析 TOML tomllib alone",
        )


def answered(checklist: Checklist) -> Answers:
    """Give a visit in which everything is answered once."""
    answers = Answers(checklist, profile_values({"kind": "restaurant"}, visit="patrol"))
    for item in checklist.items:
        if item.type != "calculated":
            answers.answer(item.id, "1.5" if item.type == "number" else "pass")
    return answers


def _answer(bench: Bench) -> None:
    found, whole = {}, {}
    for items in (50, 200, 1000):
        found[items], p95, whole[items] = _answer_times(w1_text(items))
        bench.put(
            f"checklist.answer.{items}", found[items] * 1e6,
            peers={"全部重算 everything": whole[items] * 1e6}, note=f"p95 {p95 * 1e6:.0f} µs",
        )  # fmt: skip
    bench.put("checklist.answer.gain", whole[200] / found[200])
    bench.put("checklist.answer.growth", found[1000] / found[50])


def _answer_times(text: bytes) -> tuple[float, float, float]:
    """Give median and 95th percentile of 400 answers, all scores and visibility read after each, and the
    median of evaluating everything again."""
    checklist = checklist_read(text, file="bench.toml")
    answers, chance = answered(checklist), random.Random(7)
    asked = [item for item in checklist.items if item.type == "verdict"]
    hidden = [item.id for item in checklist.items if item.visible_if is not None]
    scores = [item.id for item in checklist.items if item.type == "calculated"]

    def one() -> None:
        answers.answer(chance.choice(asked).id, chance.choice(("pass", "fail", "na")))
        _read(answers, scores, hidden)

    def everything() -> None:
        answers.recheck()
        _read(answers, scores, hidden)

    taken = sorted(seconds(one) for _ in range(400))
    again = statistics.median(seconds(everything) for _ in range(9))
    return statistics.median(taken), taken[380], again


def _read(answers: Answers, scores: list[str], hidden: list[str]) -> None:
    for score in scores:
        answers.value(score)
    for item in hidden:
        answers.is_visible(item)


def _score(bench: Bench) -> None:
    path = ROOT / "checklists" / "construction" / "jgj59.toml"
    checklist = checklist_read(path.read_bytes(), file=path.name)
    answers = Answers(checklist, profile_values({"kind": "construction_site"}, visit="patrol"))
    for section in checklist.sections:
        at = ("1 号",) if section.repeat else ()
        for item in section.items:
            if item.type == "verdict":
                answers.answer(item.id, "pass", at=at)
    taken = median(lambda: score_of(answers), rounds=ROUNDS)
    bench.put("checklist.score.jgj59", taken * 1e3, note=f"{len(checklist.items)} 项 items")
