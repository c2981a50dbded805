"""Write docs/guarantees.md: the laws from their table, the long runs from a whole run of the soak."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.bench.document import RunIncomplete, machine_table
from tools.bench.reporting import ROOT, Result
from tools.parts import part_of, parts_named, parts_written, table
from tools.soak.laws import LAWS, Law, Proof
from tools.soak.trials import BY_NAME, TRIALS

DOC = ROOT / "docs" / "guarantees.md"
LATER_ZH, LATER_EN = (
    "尚未兑现：还没有检验它的测试。",
    "Not kept yet: there is no test of it so far.",
)
PARTLY_ZH, PARTLY_EN = (
    "部分兑现：还没有种入的错误来检验测试本身。",
    "Kept in part: no seeded bug tries the test itself yet.",
)


def document_write(top: Mapping[str, Any] | None, *, file: Path = DOC) -> None:
    """Write the laws, and the long runs where a whole run is given. Raises RunIncomplete."""
    file.write_text(document_written(file.read_text("utf-8"), top), "utf-8")


def document_written(text: str, top: Mapping[str, Any] | None) -> str:
    """Give the document as it must read. Raises RunIncomplete."""
    parts = {"laws": "\n\n".join(_law(law) for law in LAWS)}
    if top is not None:
        results = {one.name: one for one in top["results"]}
        if missing := [one.name for one in TRIALS if one.name not in results]:
            raise RunIncomplete(f"the run lacks {', '.join(missing)}; run the whole soak first")
        parts |= {"run": machine_table(top), "trials": _trials(results)}
    kept = {name: part_of(text, name) for name in parts_named(text) if name not in parts}
    return parts_written(text, {**kept, **parts})


def _law(law: Law) -> str:
    head = f"### {law.number}. {law.zh}\n\n{law.en}"
    if not law.proofs:
        return f"{head}\n\n**{LATER_ZH}** {LATER_EN}"
    told = "" if law.bugs else f"**{PARTLY_ZH}** {PARTLY_EN}\n\n"
    rows = [*_rows("证明 proof", law.proofs), *_rows("错误 bug", law.bugs)]
    long = (
        [f"`{one.name}`" for one in TRIALS if one.name.startswith(law.trials)] if law.trials else []
    )
    after = f"\n\n长时间检验 long runs：{'、'.join(long)}。" if long else ""
    return f"{head}\n\n{told}{table(('', '内容', 'What', '测试 test'), rows)}{after}"


def _rows(sort: str, proofs: tuple[Proof, ...]) -> Iterator[tuple[str, ...]]:
    for proof in proofs:
        path, _, name = proof.test.partition("::")
        yield sort, proof.zh, proof.en, f"[`{name}`](../{path})"


def _trials(results: Mapping[str, Result]) -> str:
    rows = [_trial(results[one.name]) for one in TRIALS]
    return table(("指标 figure", "含义", "What", "结果 result", "要求 bar", "说明 note", ""), rows)


def _trial(result: Result) -> tuple[str, ...]:
    trial = BY_NAME[result.name]
    bar = "" if result.bar is None else f"{'≤' if result.better == 'lower' else '≥'} {result.bar:g}"
    value = f"**{result.value:g}** {result.unit}"
    mark = "✓" if result.ok else "✗"
    return (f"`{result.name}`", trial.zh, trial.en, value, bar, result.note.replace("|", "/"), mark)
