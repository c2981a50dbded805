"""Visits for tests: a small kitchen list, its people, its task; each argument replaces a fact."""

import hashlib
import io
from datetime import UTC, date, datetime
from typing import Any

from PIL import Image, ImageDraw

from shared.checklist import Answers, Checklist
from shared.checklist.profile import profile_values
from shared.inspection import (
    AuthorityFacts,
    Draft,
    OfficerFacts,
    PaperFacts,
    SignatureFacts,
    SiteFacts,
    TaskFacts,
    paper_facts_of,
    paper_number,
)
from tests.ground import checklists as made

STARTED, FINISHED = "2026-11-22T01:10:00.000Z", "2026-11-22T02:25:00.000Z"
NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)
FIRST, SECOND = "O-0712", "O-0729"
NAMES = {FIRST: "王立新", SECOND: "赵敏"}
PHOTO = hashlib.sha256(b"photo").hexdigest()
INK = hashlib.sha256(b"ink").hexdigest()
GAS_LAW = [{"doc": "城镇燃气管理条例", "version": "2016", "clause": "28(五)", "verified": True}]


def kitchen(**top: Any) -> Checklist:
    """Give a list of four sections: verdicts, a number, a text, and one to be filled in for each cylinder."""
    return made.checklist(
        made.section("place", zh="用气场所", en="Place"),
        made.section("pipe", zh="软管与灶具", en="Hoses"),
        made.section("cylinder", zh="气瓶", en="Cylinders", repeat=True),
        made.verdict(
            "G07", "place", zh="就餐区不放置、不使用气瓶", en="No cylinder in the dining area",
            scenario="GAS-EXPL", grade="serious", basis=GAS_LAW, evidence="photo if fail",
        ),
        made.verdict(
            "G08", "place", zh="有气瓶的房间不住人", en="Nobody sleeps beside a cylinder",
            scenario="GAS-EXPL", grade="serious", control="gas_sleep",
        ),
        made.item(
            "G11", "number", "pipe", zh="软管长度", en="Length of the hose", unit="m",
            maximum=2, scenario="GAS-EXPL", grade="general", control="gas_hose",
        ),
        made.item("G12", "text", "pipe", zh="软管更换日期", en="Hose changed on", required=False),
        made.verdict(
            "C1", "cylinder", zh="气瓶在检验有效期内", en="The cylinder is in test",
            scenario="GAS-CYL", grade="general", basis=GAS_LAW, visible_if="G07 != na",
        ),
        **{"id": "gas.kitchen", "zh": "厨房用气检查", "en": "Kitchen gas", **top},
    )  # fmt: skip


def clean_answers(checklist: Checklist | None = None, *, visit: str = "enforcement") -> Answers:
    """Give answers that find nothing wrong, with one cylinder."""
    answers = Answers(checklist or kitchen(), profile_values({"kind": "restaurant"}, visit=visit))
    answers.answer("G07", "pass")
    answers.answer("G08", "pass")
    answers.answer("G11", "1.5")
    answers.answer("C1", "pass", at=("甲瓶",))
    return answers


def faulty_answers(*, grade: str | None = None, visit: str = "enforcement") -> Answers:
    """Give answers with two faults: a cylinder among the guests, and a hose that is too long."""
    answers = clean_answers(visit=visit)
    answers.answer("G07", "fail", note="大堂 6 号桌下有钢瓶一只", blobs=(PHOTO,), grade=grade)
    answers.answer("G11", "3.2", note="穿墙处无套管")
    return answers


def officer(id: str = FIRST, **facts: Any) -> OfficerFacts:
    """Give an officer with a gas certificate for the year."""
    row = {
        "name": NAMES.get(id, id),
        "body": "B-emergency",
        "body_name": "长春市宽城区应急管理局",
        "certificates": [
            {"number": f"2201{id[2:]}", "fields": ["gas"], "from": "2026-01-01", "until": "2026-12-31"}
        ],
        **facts,
    }  # fmt: skip
    return OfficerFacts.read(id, row)


def task(**facts: Any) -> TaskFacts:
    """Give the filed task of the visit."""
    row = {
        "number": "宽检备〔2026〕1123号",
        "kind": "daily",
        "site": "S-1",
        "body": "B-emergency",
        "ground": "年度检查计划",
        "checklists": ["gas.kitchen"],
        "officers": [FIRST, SECOND],
        "from": "2026-11-01",
        "to": "2026-11-30",
        "state": "open",
        **facts,
    }
    return TaskFacts.read("T-1", row)


def signatures(read: str | None = None) -> tuple[SignatureFacts, ...]:
    """Give the hands of both officers and of the site, under one reading."""
    return tuple(
        SignatureFacts(who=who, at=FINISHED, image=INK, read=read)
        for who in (FIRST, SECOND, "site")
    )


def draft(**facts: Any) -> Draft:
    """Give an enforcement visit that may finish."""
    answers = facts.get("answers") or clean_answers()
    members: dict[str, Any] = {
        "run": "0193a4c2-7b1e-7c3a-9d11-2f6b8f0a1c55",
        "kind": "enforcement",
        "checklist": answers.checklist,
        "site": SiteFacts(
            "S-1", "老韩头烧烤店（团山店）", "长春市宽城区团山街道北人民大街4568号",
            enterprise="长春市宽城区老韩头餐饮有限公司", uscc="91220103MA0Y1AB23C",
            principal="韩德福", phone="0431-80000000",
        ),
        "started": STARTED,
        "author": FIRST,
        "officers": (officer(FIRST), officer(SECOND)),
        "answers": answers,
        "task": task(),
        "authority": AuthorityFacts("宽城区安委办", "宽应急", "0431-12345"),
        "signatures": signatures(),
    }  # fmt: skip
    return Draft(**{**members, **facts})


def major_draft(**facts: Any) -> Draft:
    """Give a visit with a major finding that the second officer confirmed, and a general one."""
    members = {
        "answers": faulty_answers(grade="major"),
        "confirmations": {("G07", ()): SECOND},
        **facts,
    }
    return draft(**members)


def paper_facts(source: Draft | None = None, kind: str = "record") -> PaperFacts:
    """Give what a paper of the visit states."""
    number = paper_number(kind, word="宽应急", day=DAY, serial="T07-0012")
    return paper_facts_of(source or major_draft(), kind=kind, number=number, finished=FINISHED)


def ink_png(width: int = 900, height: int = 300) -> bytes:
    """Give the picture of a hand's stroke on a clear ground, as the tablet's pad makes it."""
    picture = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(width * 0.1, height * 0.8), (width * 0.5, height * 0.2), (width * 0.9, height * 0.7)],
             fill=(16, 32, 46, 255), width=6)  # fmt: skip
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
