"""Say what a paper is and what was done to it since it was read."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.paper.boxes import Box, Places, form_entries, places_read
from shared.paper.objects import Revision, revisions_read
from shared.problems import Fault

_FORM = re.compile(rb"<<(?P<entries>.*?) /Resources <<(?P<resources>[^<>]*(?:<<[^<>]*>>)?)>> /Length \d+>>\nstream\n", re.DOTALL)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperRead:
    """Hold a paper as its bytes say it is.

    `read` is the SHA-256 of what people had before them, `sha256` of the whole; `stamped` who signed;
    `faults` name every change that is no stamping.
    """

    kind: str
    number: str
    boxes: tuple[Box, ...]
    read: str
    sha256: str
    stamped: frozenset[str]
    faults: tuple[Fault, ...]


def paper_read(pdf: bytes) -> PaperRead:
    """Read a paper, stamped or not; raise PaperUnreadable when it is none of ours."""
    revisions = revisions_read(pdf)
    places = places_read(revisions[0])
    stamped = {
        places.forms[number].who
        for later in revisions[1:]
        for number in later.objects
        if number in places.forms
    }
    return PaperRead(
        kind=places.kind,
        number=places.number,
        boxes=tuple(places.forms.values()),
        read=hashlib.sha256(pdf[: revisions[0].end]).hexdigest(),
        sha256=hashlib.sha256(pdf).hexdigest(),
        stamped=frozenset(stamped),
        faults=tuple(_faults(revisions, places)),
    )


def _faults(revisions: tuple[Revision, ...], places: Places) -> Iterator[Fault]:
    known = set(revisions[0].objects)
    filled: set[int] = set()
    for n, later in enumerate(revisions[1:], start=2):
        where = f"第 {n} 版"
        if later.root != revisions[0].root:
            yield _fault(where, "换了目录对象")
        for number, body in later.objects.items():
            if number in places.forms and number not in filled:
                filled.add(number)
                if not _is_stamp(body, places.forms[number]):
                    yield _fault(where, f"{places.forms[number].who} 的签名框被改过形状")
            elif number in known:
                yield _fault(where, f"改动了已阅读的内容（对象 {number}）")
        known |= set(later.objects)


def _is_stamp(body: bytes, box: Box) -> bool:
    found = _FORM.match(body)
    return found is not None and found["entries"] == form_entries(box)


def _fault(where: str, what: str) -> Fault:
    return Fault(where, f"{what}。", "这不是签名时的文书，请以平板原件为准。")
