"""Take in a finished visit: read it, find its ground, store it, tell what does not fit.

Called with the head lock held; nothing here opens a transaction or asks a clock. A visit is evidence:
what is wrong with it is told beside it, and what cannot be applied yet is held, never dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.inspections.finding_facts import FindingFacts, findings_of_visit
from server.inspections.ground import VisitGround, visit_ground, visit_kept
from server.inspections.models import Visit
from server.inspections.storing import blob_arrived_mark, visit_store
from server.ledger.acceptance import Acceptance
from shared.inspection import VisitData, VisitUnreadable, finding_doubts, kind_rules, visit_read
from shared.problems import Fault, Problem
from shared.sync import Outcome

__all__ = ["VisitAccepted", "VisitRefused", "blob_arrived_mark", "visit_accept"]

MOST_ID = 64


class VisitRefused(Problem):
    """Refuse a visit that can never stand in the register."""


@dataclass(frozen=True, slots=True)
class VisitAccepted:
    """Hold a stored visit, its findings, and what does not fit; a fault's `where` is a conflict's code."""

    visit: Visit
    data: VisitData
    ground: VisitGround
    findings: tuple[FindingFacts, ...]
    conflicts: tuple[Fault, ...]


def visit_accept(*, acceptance: Acceptance) -> VisitAccepted | Outcome:
    """Store a finished visit, or return the outcome `held` that says what it waits for.

    The higher rooms then complete its task and observe its hazards. Raises VisitRefused when the
    id is used already.
    """
    try:
        data = visit_read(acceptance.data)
    except VisitUnreadable as problem:
        return visit_kept(problem)
    _refuse_id(acceptance.envelope.id)
    ground = visit_ground(data)
    if isinstance(ground, Outcome):
        return ground
    findings = findings_of_visit(data, checklist=ground.checklist, answers=ground.answers)
    visit = visit_store(acceptance, data, ground, findings)
    acceptance.arrived(f"visit:{visit.id}")
    return VisitAccepted(visit, data, ground, findings, tuple(_conflicts(acceptance, data, ground)))


def _refuse_id(visit: str) -> None:
    if len(visit) > MOST_ID:
        raise VisitRefused(
            "visit_id_too_long",
            f"检查记录编号超过 {MOST_ID} 个字符。",
            "已保留备查，请升级平板应用后重新提交。",
        )
    if Visit.objects.filter(id=visit).exists():
        raise VisitRefused(
            "visit_id_used",
            f"检查记录 {visit} 已经在册。",
            "同一编号只能有一条检查记录；需要更正的，请新建检查并指明所更正的记录。",
            status=409,
        )


def _conflicts(acceptance: Acceptance, data: VisitData, ground: VisitGround) -> Iterator[Fault]:
    if ground.site.state != "open":
        yield Fault(
            "site_not_open",
            f"场所“{ground.site.name}”已关闭或并入他处。",
            "记录已保留；请核对场所，必要时恢复该场所。",
        )
    for doubt in finding_doubts(data, ground.answers):
        yield Fault("visit_findings_doubtful", f"{doubt.where}：{doubt.message}", doubt.remedy)
    yield from _signature_conflicts(acceptance, data)
    before = ground.supersedes
    if before is not None and before.site_id != ground.site.id:
        yield Fault(
            "visit_supersedes_another_site",
            f"所更正的检查 {before.id} 不在这一场所。",
            "两条记录都已保留，请安全办公室核对。",
        )


def _signature_conflicts(acceptance: Acceptance, data: VisitData) -> Iterator[Fault]:
    """An act of a body stands on the signing keys of two officers, not only on strokes on glass."""
    needed = kind_rules(data.kind).officers
    signed = [name for name in data.officers if name in acceptance.signers]
    if len(signed) < needed:
        yield Fault(
            "visit_signatures_missing",
            f"须有 {needed} 名检查人员以本人密钥签名，现有 {len(signed)} 名。",
            "记录已保留；请未签名的检查人员在平板登录后补作更正记录。",
        )
