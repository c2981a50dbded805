"""Find what a visit stands on: its checklist version, site, facility and the visit it corrects."""

from dataclasses import dataclass

from server.catalogue.published import checklist_pinned
from server.inspections.models import Visit
from server.places.models import Facility, Site
from shared.checklist import Answers, Checklist
from shared.checklist.profile import profile_values
from shared.inspection import VisitData, VisitUnreadable, answers_rebuild
from shared.sync import Outcome


@dataclass(frozen=True, slots=True)
class VisitGround:
    """Hold what was found; `answers` are the visit's, rebuilt by the same engine as on the tablet."""

    checklist: Checklist
    site: Site
    facility: Facility | None
    supersedes: Visit | None
    answers: Answers


def visit_ground(data: VisitData) -> VisitGround | Outcome:
    """Return the ground, or the outcome `held` that names what is not here yet.

    Answers that the pinned version cannot take are held for the office: they are evidence.
    """
    ref = f"{data.checklist}@{data.checklist_version}"
    checklist = checklist_pinned(ref=ref, sha256=data.checklist_sha256)
    if checklist is None:
        return _waits(
            "checklist_unknown",
            f"检查表 {data.checklist} {data.checklist_version} 版尚未在服务器发布",
            f"checklist:{data.checklist_ref}",
        )
    site = Site.objects.select_related("enterprise").filter(id=data.site).first()
    if site is None:
        return _waits("site_unknown", f"服务器还没有场所 {data.site}", f"site:{data.site}")
    facility = _facility(data)
    if isinstance(facility, Outcome):
        return facility
    supersedes = _superseded(data)
    if isinstance(supersedes, Outcome):
        return supersedes
    profile = {"kind": site.kind, "exposure": site.exposure, "street": site.street}
    try:
        answers = answers_rebuild(data, checklist, profile_values(profile, visit=data.kind))
    except VisitUnreadable as problem:
        return visit_kept(problem)
    return VisitGround(checklist, site, facility, supersedes, answers)


def visit_kept(problem: VisitUnreadable) -> Outcome:
    """Hold what cannot be read for the office: it is evidence, and a later version may read it."""
    faults = "；".join(f"{fault.where} {fault.message}" for fault in problem.fields[:20])
    return Outcome.held(code=problem.code, remedy=f"{problem.message}{problem.remedy}{faults}")


def _waits(code: str, what: str, waits_for: str) -> Outcome:
    return Outcome.held(code=code, remedy=f"{what}；到达后自动处理。", waits_for=waits_for)


def _facility(data: VisitData) -> Facility | Outcome | None:
    if data.facility is None:
        return None
    found = Facility.objects.filter(id=data.facility).first()
    if found is None:
        return _waits(
            "facility_unknown", f"服务器还没有设施 {data.facility}", f"facility:{data.facility}"
        )
    return found


def _superseded(data: VisitData) -> Visit | Outcome | None:
    if data.supersedes is None:
        return None
    found = Visit.objects.filter(id=data.supersedes).first()
    if found is None:
        return _waits(
            "visit_unknown", f"所更正的检查 {data.supersedes} 尚未送达", f"visit:{data.supersedes}"
        )
    return found
