"""The list of visits, one visit with its evidence, the check of its chain, and its files."""

from collections import Counter
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from server.accounts.permissions import area_of, can_read_blob, can_read_visit
from server.api.now import today
from server.blobs.services import blob_folder
from server.devices.selectors import device_label
from server.hazards.selectors import blob_is_visible, hazard_titles
from server.inspections.models import KINDS, Visit
from server.inspections.selectors import (
    VisitFilter,
    visit_entry,
    visit_get,
    visit_page,
)
from server.intake.selectors import operation_of
from server.office.frame.asking import number_of, word_of
from server.office.frame.chips import chips_of
from server.office.frame.door import is_fragment, page
from server.office.frame.wording import language
from server.office.visits.evidence import chain_checks, visit_sections
from server.places.selectors import streets_in_force
from server.planning.selectors import task_get

PNG, JPEG, PDF = b"\x89PNG", b"\xff\xd8\xff", b"%PDF"


@page(can_read_visit)
def visits(request: HttpRequest) -> HttpResponse:
    """List the visits of a filter, the latest first."""
    area = area_of(request.user)
    asked = VisitFilter(
        text=word_of(request, "q"),
        kind=word_of(request, "kind", among=KINDS),
        street=word_of(request, "street"),
        site=word_of(request, "site"),
        officer=word_of(request, "officer"),
        found=word_of(request, "found", among=("yes",)),
    )
    found = visit_page(asked=asked, area=area, number=number_of(request))
    values: dict[str, Any] = {"asked": asked, "found": found}
    if is_fragment(request):
        return render(request, "office/visits/rows.html", values)
    values |= {
        "kinds": KINDS,
        "streets": streets_in_force(day=today(), area=area),
        "chips": chips_of(request, "site", "officer", "q"),
    }
    return render(request, "office/visits/page.html", values)


@page(can_read_visit)
def detail(request: HttpRequest, visit: str) -> HttpResponse:
    """Show one visit: who, where, what was answered, found, signed and handed over."""
    row, area = _get(request, visit), area_of(request.user)
    entry = visit_entry(row)
    findings = list(row.findings.order_by("n"))
    values = {
        "visit": row,
        "ref": f"{row.checklist}@{row.checklist_version}",
        "entry": entry,
        "operation": operation_of(entry),
        "device": device_label(id=entry.device),
        "task": task_get(id=row.task, area=area) if row.task else None,
        "sections": visit_sections(row, entry),
        "findings": findings,
        "titles": _titles([finding.hazard for finding in findings if finding.hazard]),
        "papers": list(row.papers.order_by("ordinal")),
        "crew": list(row.crew.order_by("ordinal")),
        "successors": list(area.rows(row.superseded_by).order_by("position")),
        **_files(row),
    }
    return render(request, "office/visits/detail.html", values)


def _titles(hazards: list[str]) -> dict[str, str]:
    lang = language()
    rows = hazard_titles(ids=hazards).items() if hazards else ()
    return {id: (en or zh) if lang == "en" else zh for id, (zh, en) in rows}


def _files(row: Visit) -> dict[str, Any]:
    """Give the photos to draw, and how many files of the other uses there are."""
    files = list(row.files.order_by("use", "sha256"))
    counts = Counter(file.use for file in files if file.use != "photo")
    photos = [file.sha256 for file in files if file.use == "photo"]
    return {"files": files, "photos": photos, "others": sorted(counts.items())}


@page(can_read_visit)
def chain(request: HttpRequest, visit: str) -> HttpResponse:
    """Check the visit's bytes, signatures, entry, seal and files now, one line each."""
    row = _get(request, visit)
    checks = chain_checks(row, visit_entry(row))
    return render(request, "office/visits/chain.html", {"checks": checks, "visit": row})


@page(can_read_blob)
def blob(request: HttpRequest, sha256: str) -> HttpResponse:
    """Give a file of a visit inside the person's area; only images and PDF are shown."""
    if not blob_is_visible(sha256=sha256, area=area_of(request.user)):
        raise Http404
    path = blob_folder().path(sha256)
    if not path.is_file():
        raise Http404
    with path.open("rb") as file:
        media = _media(file.read(8))
    answer = FileResponse(path.open("rb"), content_type=media or "application/octet-stream")
    answer["Content-Disposition"] = "inline" if media else f'attachment; filename="{sha256[:12]}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _media(head: bytes) -> str:
    kinds = ((PNG, "image/png"), (JPEG, "image/jpeg"), (PDF, "application/pdf"))
    return next((media for magic, media in kinds if head.startswith(magic)), "")


def _get(request: HttpRequest, visit: str) -> Visit:
    row = visit_get(id=visit, area=area_of(request.user))
    if row is None:
        raise Http404
    return row
