"""The foot of every paper: framed places for the hands of officers, site and witness."""

from shared.inspection.draft import SITE, WITNESS
from shared.inspection.paper_facts import PaperFacts
from shared.paper.sheet import INNER, LEFT, Sheet

CELL_HEIGHT = 30.0
BOX_WIDTH, BOX_HEIGHT = 54.0, 18.0  # three to one, as the tablet's pad


def area_height(facts: PaperFacts) -> float:
    """Give the height of the area: closing words stand on the same page as the hands under them."""
    people = len(facts.officers) + 2
    return CELL_HEIGHT * ((people + 1) // 2) + 2


def signing_area(sheet: Sheet, facts: PaperFacts, *, day: str, deed: str = "签名") -> None:
    """Set the area as one piece, with the day under each hand; `deed` is what the site does."""
    people = [
        (one.id, f"检查人员（签名）：{one.name}", f"执法证号：{one.certificate or '　'}")
        for one in facts.officers
    ]
    people.append((SITE, f"被检查单位现场负责人（{deed}）：", ""))
    witness = facts.refusal.witness if facts.refusal else ""
    people.append((WITNESS, f"见证人（签名）：{witness}", "仅在拒绝签名时填写"))
    rows = [people[n : n + 2] for n in range(0, len(people), 2)]
    sheet.space(2)
    sheet.need(CELL_HEIGHT * len(rows))
    for row in rows:
        for n, (who, label, note) in enumerate(row):
            _cell(sheet, LEFT + n * INNER / 2, who, label, note, day)
        sheet.y += CELL_HEIGHT


def _cell(sheet: Sheet, x: float, who: str, label: str, note: str, day: str) -> None:
    width = INNER / 2
    sheet.frame(x, width, CELL_HEIGHT)
    sheet.label(x + 2, 1.4, label)
    sheet.reserve(who, x + (width - BOX_WIDTH) / 2, 6.6, BOX_WIDTH, BOX_HEIGHT)
    if note:
        sheet.label(x + 2, CELL_HEIGHT - 5.4, note, size=9, grey=True)
    sheet.label(x + 2, CELL_HEIGHT - 5.4, day, size=9, right=width - 4)
