"""Write the generated parts of docs/risk.md from the scoring model and the worked examples.

python -m tools.risk_doc          rewrite them
python -m tools.risk_doc --check  say whether they are stale; exit status 1 if so
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from shared.risk import GRADES, LEVELS, ScoringModel, assess, model_read
from shared.risk.evidence import caps_steps, hazards_weigh
from shared.risk.readings import readings_of
from shared.risk.smallest import smallest_set_to_lower
from shared.text import term, terms
from tests.ground import risk_examples as examples

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "risk.md"
MODEL_FILE = ROOT / "checklists" / "model.toml"
STEPPED = "two general hazards overdue"
EXPLAINED = "five hazards in an old basement"
_PART = re.compile(r"(<!-- 自动生成：(\S+) -->\n).*?(<!-- 结束 -->)", re.DOTALL)
Row = Sequence[object]


def table(head: Sequence[str], rows: Sequence[Row]) -> str:
    """Write a table."""
    lines = [head, ["---" for _ in head], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def number(value: float) -> str:
    """Write a number without needless digits."""
    return f"{value:g}"


def grade(code: str) -> str:
    return term("hazard_grade", code)


def level(code: str) -> str:
    return f"{term('risk_colour', code)}（{term('risk_level', code)}）"


def status_part(model: ScoringModel) -> str:
    note = model.note["zh"]
    return f"> 现行评分模型：**{model.name}**，自 {model.effective_from} 起。**{note}。**"


def hazard_part(model: ScoringModel) -> str:
    one = model.evidence
    bases = "，".join(f"{grade(code)} {number(one.base[code])}" for code in GRADES)
    closed = f"销号后为 {number(one.closed_share)} × 2^(−天数 ÷ {one.half_life_days})，{one.forget_days} 天后为 0"
    rows = [
        ("b", "隐患等级", bases),
        ("o", "逾期", f"1 + min(1, 逾期天数 ÷ max({one.overdue_least_days}, 整改天数))，1 至 2"),
        ("r", "反弹", f"1 + {number(one.recurrence_step)} × 一年内反弹次数（最多计 {one.recurrence_most} 次）"),
        ("f", "复查未过", f"1 + {number(one.recheck_step)} × 次数（最多计 {one.recheck_most} 次）"),
        ("d", "衰减", f"未销号为 1；{closed}"),
    ]  # fmt: skip
    return table(("记号", "含义", "取值"), rows)


def caps_part(model: ScoringModel) -> str:
    rows = [(grade(code), number(model.caps[code])) for code in GRADES]
    return table(("等级", "封顶"), rows)


def control_part(model: ScoringModel) -> str:
    rows = [
        ("核验在有效期内", 1),
        ("核验过期或从未核验", number(model.control_unverified)),
        ("检查发现失效，或仅在计划中", 0),
    ]
    return table(("控制措施的状态", "v"), rows)


def looking_part(model: ScoringModel) -> str:
    share = model.staleness.visit_share
    known = terms("visit_kind")
    rows = [
        (known[kind].zh if kind in known else "视频巡查", f"{float(part) * 100:g}%")
        for kind, part in share.items()
    ]
    head = f"全项完成才算一次检查；不足 100% 的，只把上次检查日向前推进相应比例。从未检查过的，从 {model.staleness.unknown_cadences} 个周期之前算起。"
    return head + "\n\n" + table(("检查类型", "计入"), rows)


def lec_part(model: ScoringModel) -> str:
    points = [(number(float(x)), number(float(y))) for x, y in model.likelihood.points]
    one = model.consequence
    crowds = (
        f"\n高峰人数达到 {one.crowd} 人，或有老幼病弱人员，加 1 级；"
        f"达到 {one.great_crowd} 人，或两者兼有，加 2 级。"
    )
    parts = [
        "L 由 λ 线性插值：\n",
        table(["λ", *(x for x, _ in points)], [["L", *(y for _, y in points)]]),
        "\nE 按人员暴露的频繁程度：\n",
        table(
            [term("exposure", word) for word in model.exposure],
            [[number(float(value)) for value in model.exposure.values()]],
        ),
        "\nC 按后果等级 k：\n",
        table(
            ["k", *range(1, 7)],  # type: ignore[list-item]
            [["C", *model.consequence.classes]],
        ),
        crowds,
    ]
    return "\n".join(parts)


def level_part(model: ScoringModel) -> str:
    cuts = [0, *(model.levels[code] for code in LEVELS[1:])]
    ends = [*cuts[1:], None]
    rows = [
        (level(code), f"{low} ≤ D < {high}" if high else f"D ≥ {low}")
        for code, low, high in zip(LEVELS, cuts, ends, strict=True)
    ]
    return table(("等级", "D 值"), rows)


def sure_part(model: ScoringModel) -> str:
    high, low = model.confidence_high, model.confidence_low
    rows = [
        ("高", f"{high.cadences} 个周期内检查过，共 {high.inspections} 次以上，应答 {high.answered_percent}% 以上，三项都满足"),
        ("低", f"超过 {low.cadences} 个周期未检查，或检查不足 {low.inspections} 次，或应答不足 {low.answered_percent}%"),
        ("中", "其余"),
    ]  # fmt: skip
    return table(("把握程度", "条件"), rows)


def examples_part(model: ScoringModel) -> str:
    rows = []
    for one in examples.EXAMPLES:
        found = assess(examples.risk_of(one), model, as_of=examples.TODAY)
        floors = "；有保底" if found.floors else ""
        sure = "；把握低" if found.confidence == "low" else ""
        rows.append((one["zh"], found.D, f"{level(found.level)}{floors}{sure}"))
    return table(("情况", "D", "等级"), rows)


def _example(says: str) -> Mapping[str, object]:
    return next(one for one in examples.EXAMPLES if one["says"] == says)


def steps_part(model: ScoringModel) -> str:
    return "\n".join([*_stepped(model), "", *_explained(model)])


def _stepped(model: ScoringModel) -> Iterator[str]:
    told = _example(STEPPED)
    facts = examples.risk_of(told)
    found = readings_of(facts, model, as_of=examples.TODAY)
    weights = hazards_weigh(facts.hazards, model, examples.TODAY)
    factor, steps = weights[0].factor, caps_steps(model)
    evidence = weights[0].strength * weights[0].decay
    product = factor * weights[1].factor
    upto = steps[0] + steps[1]
    likelihood = upto * (1 - product)
    ground, current = found.ground, found.current
    static = ground.sigma * (1 - ground.credit)
    curve = current.likelihood / model.likelihood.scale
    yield f"**{told['zh']}**（整改期限 15 天）："
    yield ""
    yield f"1. 每项 e = min(1, 0.15 × 2 × 1 × 1) × 1 = {evidence:.3f}，因子 1 − 0.9·e = {factor:.3f}。"
    yield (
        f"2. 两项都在“一般”及其下一层，两层共 {upto:.2f}：P = {upto:.2f} × (1 − {factor:.3f}²)"
        f" = {upto:.2f} × {1 - product:.4f} = {likelihood:.4f}。"
    )
    yield (
        f"3. CE = 1 − (1 − 0.5)(1 − 0.25) = {ground.credit / 0.8:.3f}，"
        f"σ(1 − 0.8·CE) = {ground.sigma:.2f} × {1 - ground.credit:.2f} = {static:.3f}；二十天前检查过，U = 0。"
    )
    yield (
        f"4. λ = 1 − (1 − {static:.3f}) × (1 − {likelihood:.4f}) × (1 − 0) = {current.micro / 1e6:.6f}。"
    )
    yield (
        f"5. 插值得 L = {curve:.4f}；E = 6，k = {current.k}，C = {current.consequence}；"
        f"D = {curve:.4f} × 6 × {current.consequence} = **{current.tenths / 10}**，{level(current.level)}。"
    )


def _explained(model: ScoringModel) -> Iterator[str]:
    told = _example(EXPLAINED)
    facts = examples.risk_of(told)
    found = assess(facts, model, as_of=examples.TODAY)
    least = smallest_set_to_lower(facts, model, as_of=examples.TODAY)
    yield (
        f"**{told['zh']}**：σ = 0.30（管龄、地下室），报警已核验，培训未核验，自动切断尚在计划中。"
        f"固有 {found.static}，未控制 {found.gross}，**现状 {found.D}**，目标 {found.target}。"
    )
    yield ""
    drops = cast("list[dict[str, str]]", found.explain["drop_if_closed"])
    rows = [(row["hazard"], grade(row["grade"]), row["drop"]) for row in drops]
    yield table(("隐患", "等级", "今日销号可降 D"), rows)
    yield ""
    yield f"说明页的一句话：“{least.sentence.zh}”。"


def scenarios_part(model: ScoringModel) -> str:
    parts = [f"以下全部为{model.note['zh']}。"]
    for one in model.scenarios.values():
        parts.append(
            f"### {one.zh}（{one.code}）\n\n后果等级 k₀ = {one.k0}，检查周期 {one.cadence_days} 天。"
        )
        if one.factors:
            rows = [(factor.zh, factor.points, factor.source) for factor in one.factors]
            parts.append(table(("静态因素", "分值", "来源"), rows))
        if one.controls:
            rows = [(item.zh, number(item.c), item.verify_every_days) for item in one.controls]
            parts.append(table(("控制措施", "c", "核验有效天数"), rows))
    return "\n\n".join(parts)


PARTS: Mapping[str, Callable[[ScoringModel], str]] = {
    "状态": status_part,
    "隐患": hazard_part,
    "封顶": caps_part,
    "控制": control_part,
    "检查": looking_part,
    "LEC": lec_part,
    "等级": level_part,
    "把握": sure_part,
    "情景": scenarios_part,
}
OF_EXAMPLES: Mapping[str, Callable[[ScoringModel], str]] = {
    "算例": examples_part,
    "逐步": steps_part,
}


def doc_written(text: str) -> str:
    """Return the document with every generated part written anew; KeyError names an unknown part."""
    model = model_read(MODEL_FILE.read_bytes(), file="checklists/model.toml")

    def part(found: re.Match[str]) -> str:
        head, name, tail = found.groups()
        written = OF_EXAMPLES[name](examples.MODEL) if name in OF_EXAMPLES else PARTS[name](model)
        return f"{head}\n{written}\n\n{tail}"

    return _PART.sub(part, text)


def main(words: Sequence[str]) -> int:
    """Rewrite the document, or say whether it is stale."""
    before = DOC.read_text(encoding="utf-8")
    after = doc_written(before)
    if "--check" in words:
        if before != after:
            print("docs/risk.md is stale. Run: python -m tools.risk_doc", file=sys.stderr)
        return int(before != after)
    DOC.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
