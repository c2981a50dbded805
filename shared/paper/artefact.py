"""Hold a visit's papers against what its signed bytes say of them."""

import hashlib
from collections.abc import Iterator, Mapping

from shared.inspection.reading import VisitData
from shared.inspection.writing import PaperRef
from shared.paper.checking import PaperRead, paper_read
from shared.paper.objects import PaperUnreadable
from shared.problems import Fault

REMEDY = "这不是签名时的文书，请以平板原件为准。"


def artefact_faults(visit: VisitData, papers: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """Return every paper that is not the one that was signed; `papers` gives SHA-256 → bytes.

    A paper that has not arrived is not a fault. The first paper is the one the hands were put under:
    what they read is its first revision.
    """
    found: list[Fault] = []
    for n, ref in enumerate(visit.papers):
        pdf = papers.get(ref.sha256)
        if pdf is not None:
            found.extend(_paper_faults(visit, ref, pdf, is_first=n == 0))
    return tuple(found)


def _paper_faults(
    visit: VisitData, ref: PaperRef, pdf: bytes, *, is_first: bool
) -> Iterator[Fault]:
    where = f"papers.{ref.kind}"
    if hashlib.sha256(pdf).hexdigest() != ref.sha256:
        yield Fault(where, "文件内容与签名记录中的哈希不符。", REMEDY)
        return
    try:
        paper = paper_read(pdf)
    except PaperUnreadable as problem:
        yield Fault(where, problem.message, problem.remedy)
        return
    yield from (Fault(where, one.message, one.remedy) for one in paper.faults)
    if (paper.kind, paper.number) != (ref.kind, ref.number):
        yield Fault(where, f"文书自称“{paper.number}”，记录写的是“{ref.number}”。", REMEDY)
    yield from _hand_faults(visit, paper, where, is_first)


def _hand_faults(visit: VisitData, paper: PaperRead, where: str, is_first: bool) -> Iterator[Fault]:
    boxes = {box.who for box in paper.boxes}
    signed = {one.who for one in visit.signatures if one.image is not None} & boxes
    if paper.stamped != signed:
        odd = "、".join(sorted(paper.stamped ^ signed))
        yield Fault(where, f"文书上的签名与记录不一致：{odd}。", REMEDY)
    read = {one.read for one in visit.signatures if one.read is not None}
    if is_first and read and read != {paper.read}:
        yield Fault(where, "签名人阅读的不是这份文书的内容。", REMEDY)
