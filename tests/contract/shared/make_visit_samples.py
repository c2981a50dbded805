"""Write the golden samples of `visit.data`, one of each kind of visit, once. pytest never runs this.

python tests/contract/shared/make_visit_samples.py   (from the checkout, with PYTHONPATH=.)

A sample that exists is never written again: what was once signed must be read for ever.
"""

import hashlib
import sys
from pathlib import Path

from shared.checklist import Answers
from shared.inspection import (
    ExtraFinding,
    FacilityFacts,
    Fix,
    PaperRef,
    SignatureFacts,
    visit_data_write,
)
from shared.record.json_text import json_write
from tests.ground import visits as v

FOLDER = Path(__file__).with_name("visit_samples")
LIST = FOLDER / "samples.sha256"
PAPER = PaperRef("record", "宽应急检记〔2026〕T07-0012号", hashlib.sha256(b"paper").hexdigest())
ORDER = PaperRef("order", "宽应急责改〔2026〕T07-0012号", hashlib.sha256(b"order").hexdigest())
ALONE = {"task": None, "officers": (v.officer(),), "signatures": ()}
FIVE = {
    "responsibility": "韩德福", "measures": "移出气瓶", "funds": "自筹", "deadline": "2026-12-22",
    "contingency": "停用期间改用电灶",
}  # fmt: skip


def drafts():
    """Give name → draft and papers."""
    refusal = SignatureFacts("site", v.FINISHED, refused="认为与本店无关", witness="社区网格员刘红")
    fix = Fix(1_253_285_000, 438_945_000, "wgs84", 12, v.STARTED)
    extra = ExtraFinding(
        "FIRE-EVAC", "general", "后门被货物堵死", slot="后门", clause="《消防法》第二十八条"
    )
    yield (
        "enforcement",
        v.major_draft(fix=fix, fives={("G07", ()): FIVE}, extras=(extra,)),
        [PAPER, ORDER],
    )
    yield "urgent", v.draft(kind="urgent", task=None, facility=FacilityFacts("F-1", "调压箱"), signatures=(*v.signatures()[:2], refusal)), [PAPER]  # fmt: skip
    yield "patrol", v.draft(kind="patrol", answers=v.faulty_answers(visit="patrol"), **ALONE), []
    noted = Answers(v.kitchen(), {})
    noted.answer("G12", "2026-06-01")
    yield "service", v.draft(kind="service", answers=noted, **ALONE), []
    yield (
        "self",
        v.draft(kind="self", supersedes="0193a4c2-0000-7000-8000-000000000001", **ALONE),
        [],
    )


def main():
    """Write what is not there yet; return 0."""
    FOLDER.mkdir(exist_ok=True)
    pinned = FOLDER / "gas.kitchen.toml"
    if not pinned.exists():
        pinned.write_bytes(v.kitchen().source)
    for name, draft, papers in drafts():
        path = FOLDER / f"v1-{name}.json"
        if not path.exists():
            data = visit_data_write(draft, finished=v.FINISHED, papers=papers)
            path.write_bytes(json_write(data))
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(FOLDER.glob("*.*[nl]"))
    ]
    LIST.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
