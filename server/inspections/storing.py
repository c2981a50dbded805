"""Write the rows of an accepted visit; each table with one statement."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import F

from server.blobs.models import Blob
from server.inspections.finding_facts import FindingFacts
from server.inspections.ground import VisitGround
from server.inspections.models import (
    ControlCheck,
    Coverage,
    Finding,
    Paper,
    Visit,
    VisitBlob,
    VisitOfficer,
)
from server.ledger.acceptance import Acceptance
from shared.checklist.scoring import score_of
from shared.clock import instant_read
from shared.inspection import VisitData, blobs_of, control_checks_of, coverage_of, kind_rules

_NAME_HAZARDS = (
    "UPDATE inspections_finding AS finding SET hazard = named.hazard"
    " FROM unnest(%s::int[], %s::text[]) AS named(n, hazard)"
    " WHERE finding.visit_id = %s AND finding.n = named.n"
)


def visit_store(
    acceptance: Acceptance,
    data: VisitData,
    ground: VisitGround,
    findings: Sequence[FindingFacts],
) -> Visit:
    """Store a visit with crew, findings, papers, files, coverage, control checks and score."""
    files = blobs_of(data)
    arrived = set(
        Blob.objects.filter(sha256__in=[use.sha256 for use in files]).values_list(
            "sha256", flat=True
        )
    )
    visit = _visit(acceptance, data, ground)
    visit.findings_count = len(findings)
    visit.blobs_total, visit.blobs_arrived = len(files), len(arrived)
    visit.save(force_insert=True)
    VisitOfficer.objects.bulk_create(_crew(visit, data, acceptance.signers))
    Finding.objects.bulk_create(_finding(visit, one) for one in findings)
    Paper.objects.bulk_create(
        Paper(visit=visit, ordinal=n, kind=one.kind, number=one.number[:64], sha256=one.sha256)
        for n, one in enumerate(data.papers, start=1)
    )
    VisitBlob.objects.bulk_create(
        VisitBlob(
            visit=visit, sha256=use.sha256, use=use.use, item=(use.item or "")[:64],
            arrived=use.sha256 in arrived,
        )
        for use in files
    )  # fmt: skip
    _looks_store(visit, ground)
    return visit


def _visit(acceptance: Acceptance, data: VisitData, ground: VisitGround) -> Visit:
    progress = ground.answers.progress()
    score = score_of(ground.answers) if kind_rules(data.kind).verdicts else None
    return Visit(
        id=acceptance.envelope.id,
        position=acceptance.position,
        entry_hash=acceptance.entry_hash,
        device=acceptance.device or "",
        author=acceptance.officer,
        kind=data.kind,
        task=(data.task or "")[:64],
        checklist=data.checklist,
        checklist_version=data.checklist_version,
        checklist_sha256=data.checklist_sha256,
        site=ground.site,
        facility=ground.facility,
        street=ground.site.street,
        started=instant_read(data.started),
        finished=instant_read(data.finished),
        happened_at=acceptance.happened_at,
        uncertainty_ms=acceptance.uncertainty_ms,
        received_at=acceptance.received_at,
        answered=progress.answered,
        asked=progress.asked,
        score_kind=score.kind if score else "",
        score=score.score if score else None,
        score_maximum=score.maximum if score else None,
        verdict=score.verdict if score else "",
        supersedes=ground.supersedes,
    )


def _crew(visit: Visit, data: VisitData, signers: frozenset[str]) -> list[VisitOfficer]:
    people = [(name, "officer") for name in data.officers]
    people += [(name, "assistant") for name in data.assistants]
    return [
        VisitOfficer(visit=visit, officer=name, role=role, ordinal=n, signed=name in signers)
        for n, (name, role) in enumerate(people, start=1)
    ]


def _finding(visit: Visit, one: FindingFacts) -> Finding:
    return Finding(
        visit=visit,
        n=one.n,
        item=one.item,
        at=list(one.at),
        scenario=one.scenario,
        slot=one.slot,
        grade=one.grade,
        clause=one.clause,
        note=one.note,
        confirmed_by=one.confirmed_by,
        deadline=one.deadline,
        five=dict(one.five) if one.five else None,
        blobs=list(one.blobs),
    )


def _looks_store(visit: Visit, ground: VisitGround) -> None:
    """Store what the visit looked at; one without verdicts looked at nothing."""
    if not kind_rules(visit.kind).verdicts:
        return
    Coverage.objects.bulk_create(
        Coverage(
            visit=visit, scenario=scenario, asked=count.asked, answered=count.answered,
            complete=count.complete,
        )
        for scenario, count in sorted(coverage_of(ground.answers).items())
    )  # fmt: skip
    ControlCheck.objects.bulk_create(
        ControlCheck(visit=visit, control=control, held=held)
        for control, held in sorted(control_checks_of(ground.answers).items())
    )


def blob_arrived_mark(*, sha256: str) -> int:
    """Mark a file as here in every visit that names it; return how many waited for it."""
    waiting = VisitBlob.objects.filter(sha256=sha256, arrived=False)
    visits = list(waiting.values_list("visit_id", flat=True))
    if visits:
        waiting.update(arrived=True)
        Visit.objects.filter(id__in=visits).update(blobs_arrived=F("blobs_arrived") + 1)
    return len(visits)


def findings_name_hazards(visit: Visit, hazards: Mapping[int, str]) -> None:
    """Note which hazard each finding belongs to, with one statement."""
    if not hazards:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NAME_HAZARDS, [list(hazards), list(hazards.values()), visit.id])
