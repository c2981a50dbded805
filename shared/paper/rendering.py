"""Render a paper from its facts: the same facts, the same bytes, on every machine."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.inspection.days import local_time
from shared.inspection.paper_facts import PaperFacts
from shared.paper.boxes import PAGE_HEIGHT, Box, form_write, points, private_write
from shared.paper.fonts import STAND_IN, PaperFonts, paper_fonts
from shared.paper.objects import (
    file_mark,
    file_write,
    foreign_objects,
    object_reference,
    stream_content,
    stream_pack,
    stream_write,
)
from shared.paper.order import order_draw
from shared.paper.record import record_draw
from shared.paper.sheet import Sheet
from shared.problems import Problem
from shared.text import term

DRAWN: Mapping[str, Callable[[Sheet, PaperFacts], None]] = {
    "record": record_draw,
    "order": order_draw,
}

PAGE = b"/Type /Page\n"


class PaperKindUnknown(Problem):
    """Refuse a kind of paper nobody has drawn."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            "paper_kind_unknown", f"没有“{kind}”这种文书。", f"可选：{'、'.join(DRAWN)}。"
        )


@dataclass(frozen=True, slots=True)
class PaperDrawn:
    """Hold a rendered paper, its reserved boxes, and the characters that no font holds."""

    pdf: bytes
    boxes: tuple[Box, ...]
    missing: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Give the hash of what a person reads before signing."""
        return hashlib.sha256(self.pdf).hexdigest()


def paper_render(facts: PaperFacts, *, fonts: PaperFonts | None = None) -> bytes:
    """Return the PDF that is read and signed; raise PaperKindUnknown, PaperFontsMissing."""
    return paper_draw(facts, fonts=fonts).pdf


def paper_draw(facts: PaperFacts, *, fonts: PaperFonts | None = None) -> PaperDrawn:
    """Return the PDF with its boxes, and what it could only show a stand-in for.

    Raises PaperKindUnknown, PaperFontsMissing.
    """
    if facts.kind not in DRAWN:
        raise PaperKindUnknown(facts.kind)
    fonts = fonts or paper_fonts()
    drawn = _draw(facts, fonts, missing=())
    # What no font holds is said on the paper itself, so that who signs it knows.
    return _draw(facts, fonts, missing=drawn.missing) if drawn.missing else drawn


def _draw(facts: PaperFacts, fonts: PaperFonts, *, missing: tuple[str, ...]) -> PaperDrawn:
    footer = f"{facts.number}　检查编号 {facts.run}"
    sheet = Sheet(fonts, footer=footer)
    DRAWN[facts.kind](sheet, facts)
    if missing:
        sheet.space(2)
        codes = "、".join(f"U+{ord(sign):04X}" for sign in missing)
        sheet.paragraph(f"说明：字库没有收录的字符以“{STAND_IN}”代替：{codes}。")
    return PaperDrawn(_file(sheet, facts), tuple(sheet.boxes), tuple(sheet.missing))


def _file(sheet: Sheet, facts: PaperFacts) -> bytes:
    """Write the objects again, plain, with each reserved place as a form of its own."""
    objects, root, info = foreign_objects(sheet.finish())
    pages = [number for number, body in sorted(objects.items()) if PAGE in body]
    forms = {max(objects) + 1 + n: box for n, box in enumerate(sheet.boxes)}
    for number, box in forms.items():
        objects[number] = form_write(box, b"", b"")
    for n, page in enumerate(pages, 1):
        content = object_reference(b"/Contents ", objects[page])
        resources = object_reference(b"/Resources ", objects[page])
        on_page = {number: box for number, box in forms.items() if box.page == n}
        objects[content] = _with_forms(objects[content], on_page)
        objects[resources] = _with_names(objects[resources], on_page)
    private = max(objects) + 1
    objects[private] = stream_write(b"", private_write(facts.kind, facts.number, forms))
    objects[info] = _info(facts)
    objects[root] = _catalog(objects[root], private, facts)
    packed = {number: stream_pack(body) for number, body in objects.items() if number != private}
    packed[private] = objects[private]
    mark = file_mark(*(packed[number] for number in sorted(packed)))
    trailer = b"/Root %d 0 R /Info %d 0 R /ID [<%s> <%s>]" % (root, info, mark, mark)
    return file_write(packed, trailer)


def _with_forms(body: bytes, forms: Mapping[int, Box]) -> bytes:
    draws = [
        b"q 1 0 0 1 %s %s cm /S%d Do Q\n"
        % (points(box.x), points(PAGE_HEIGHT - box.y - box.height), number)
        for number, box in sorted(forms.items())
    ]
    return stream_write(b"", stream_content(body) + b"\n" + b"".join(draws))


def _with_names(body: bytes, forms: Mapping[int, Box]) -> bytes:
    names = b" ".join(b"/S%d %d 0 R" % (number, number) for number in sorted(forms))
    return b"<<\n/XObject <<%s>>" % names + body.removeprefix(b"<<")


def _date(facts: PaperFacts) -> bytes:
    return local_time(facts.started).strftime("D:%Y%m%d%H%M%S+08'00'").encode()


def _info(facts: PaperFacts) -> bytes:
    title = f"{term('paper_kind', facts.kind)} {facts.number}".encode("utf-16-be").hex().encode()
    author = facts.authority.encode("utf-16-be").hex().encode()
    return b"<</Title <feff%s> /Author <feff%s> /Producer (Xun'an) /CreationDate (%s)>>" % (
        title,
        author,
        _date(facts),
    )


def _catalog(body: bytes, private: int, facts: PaperFacts) -> bytes:
    """Name the language, and where our own facts about the places stand (ISO 32000-1, 14.5)."""
    piece = b"<</Xunan <</LastModified (%s) /Private %d 0 R>>>>" % (_date(facts), private)
    return b"<<\n/Lang (zh-CN) /PieceInfo %s" % piece + body.removeprefix(b"<<")
