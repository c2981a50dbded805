"""Publish checklists, documents, the scoring model, calendars and the authority, as entries say.

Called with the head lock held; nothing here opens a transaction or asks a clock. What is published is never
changed: the same bytes again are a success that writes nothing, other bytes under a used version are refused.
"""

from collections.abc import Iterable
from hashlib import sha256

from server.api.reading import Facts
from server.catalogue.feeding import (
    authority_feed,
    calendar_feed,
    checklist_feed,
    documents_feed,
    model_feed,
)
from server.catalogue.models import ChecklistVersion, Publication
from server.catalogue.published import (
    authority_text,
    checklists_published,
    documents_in_force,
    model_in_force,
)
from server.ledger.acceptance import Acceptance
from shared.checklist import Checklist, checklist_read, documents_read
from shared.checklist.citing import citation_faults, field_faults, scenario_faults
from shared.deadline import calendar_year_read
from shared.problems import Fault, Problem
from shared.risk import ScoringModel, model_read
from shared.sync import Outcome

LONGEST = 2_000_000
AUTHORITY_KEYS = ("name", "name_en", "word", "phone", "reviewer", "court")


class VersionTaken(Problem):
    """Refuse other bytes under a version that is published."""

    def __init__(self, version: str, published: str, brought: str) -> None:
        super().__init__(
            "version_taken",
            f"{version} 已经发布（{published[:12]}），内容不能更改（现在提交的是 {brought[:12]}）。",
            "请改用新的版本号，作为新版本发布。",
            status=409,
        )


class PublicationUnfit(Problem):
    """Refuse a text that does not fit what is published already; every fault is named."""

    def __init__(self, what: str, faults: Iterable[Fault]) -> None:
        super().__init__(
            "publication_unfit",
            f"{what} 与已发布的内容不一致，不能发布。",
            "请按下列各处的提示改正，或先发布所缺的内容。",
            fields=tuple(faults),
        )


def checklist_publish(*, acceptance: Acceptance) -> Outcome:
    """Publish a checklist version from its TOML text.

    Raises ChecklistFaulty, VersionTaken, and PublicationUnfit when it cites what is not published.
    """
    text = _text(acceptance, "checklist.publish")
    checklist = checklist_read(text.encode(), file="checklist.publish")
    version = f"{checklist.id}@{checklist.version}"
    found = ChecklistVersion.objects.filter(ref=version).first()
    if found is not None and found.sha256 != checklist.sha256:
        raise VersionTaken(version, found.sha256, checklist.sha256)
    if found is None:
        _checklist_check(checklist, version)
        row = _checklist_store(checklist, text, position=acceptance.position)
        checklist_feed(acceptance, row, checklist)
    acceptance.arrived(f"checklist:{checklist.ref}")
    return Outcome.applied()


def documents_publish(*, acceptance: Acceptance) -> Outcome:
    """Publish the register of documents. Raises DocumentsFaulty, and PublicationUnfit when one is dropped."""
    text = _text(acceptance, "documents.publish")
    documents = documents_read(text.encode(), file="documents.publish")
    before = documents_in_force() or {}
    dropped = [key for key in before if key not in documents]
    if dropped:
        faults = [
            Fault("@".join(key), "已登记的文件版本不能去掉。", "请保留该条，可写 effective_to。")
            for key in dropped
        ]
        raise PublicationUnfit("文件目录", faults)
    row = _publish(acceptance, kind="documents", name="documents", version=None, text=text)
    if row is not None:
        documents_feed(acceptance, row)
    return Outcome.applied()


def model_publish(*, acceptance: Acceptance) -> Outcome:
    """Publish a scoring model. Raises ModelFaulty, VersionTaken, and PublicationUnfit when a used scenario is gone."""
    text = _text(acceptance, "model.publish")
    model = model_read(text.encode(), file="model.publish")
    faults = list(_scenario_losses(model))
    if faults:
        raise PublicationUnfit(f"评分模型 {model.name}", faults)
    row = _publish(acceptance, kind="model", name=model.id, version=model.version, text=text)
    if row is not None:
        model_feed(acceptance, row)
    return Outcome.applied()


def calendar_publish(*, acceptance: Acceptance) -> Outcome:
    """Publish the working days of a year; a later notice replaces a provisional year. Raises CalendarFaulty."""
    text = _text(acceptance, "calendar.publish")
    year = calendar_year_read(text.encode(), file="calendar.publish")
    row = _publish(acceptance, kind="calendar", name=str(year.year), version=None, text=text)
    if row is not None:
        calendar_feed(acceptance, row, provisional=year.is_provisional)
    return Outcome.applied()


def authority_publish(*, acceptance: Acceptance) -> Outcome:
    """Publish whose name stands on papers, where to complain and to whom to appeal. Raises FactsUnreadable."""
    facts = Facts(acceptance.data, "authority.publish")
    data = {key: facts.text(key, need=key == "name", most=200) for key in AUTHORITY_KEYS}
    facts.done()
    row = _publish(
        acceptance, kind="authority", name="authority", version=None, text=authority_text(data)
    )
    if row is not None:
        authority_feed(acceptance, data)
    return Outcome.applied()


def _text(acceptance: Acceptance, where: str) -> str:
    facts = Facts(acceptance.data, where)
    text = facts.text("text", need=True, most=LONGEST)
    facts.done()
    return text


def _publish(
    acceptance: Acceptance, *, kind: str, name: str, version: str | None, text: str
) -> Publication | None:
    """Store a publication; None when it is the one in force already. Without a version its hash names it."""
    digest = sha256(text.encode()).hexdigest()
    version = version or digest[:12]
    rows = Publication.objects.filter(kind=kind, name=name)
    taken = rows.filter(version=version).exclude(sha256=digest).first()
    if taken is not None:
        raise VersionTaken(f"{name}@{version}", taken.sha256, digest)
    latest = Publication.objects.filter(kind=kind) if kind == "model" else rows
    now = latest.order_by("-position").first()
    if now is not None and (now.name, now.sha256) == (name, digest):
        return None
    return Publication.objects.create(
        kind=kind,
        name=name,
        version=version,
        sha256=digest,
        text=text,
        position=acceptance.position,
    )


def _checklist_check(checklist: Checklist, version: str) -> None:
    documents, model = documents_in_force(), model_in_force()
    faults: list[Fault] = list(field_faults(checklist, file=version))
    if documents is None:
        faults.append(Fault(version, "还没有发布文件目录。", "请先发布 documents.toml。"))
    else:
        faults.extend(citation_faults(checklist, documents, file=version))
    if model is None:
        faults.append(Fault(version, "还没有发布评分模型。", "请先发布 model.toml。"))
    else:
        faults.extend(scenario_faults(checklist, model, file=version))
    if faults:
        raise PublicationUnfit(f"检查表 {version}", faults)


def _checklist_store(checklist: Checklist, text: str, *, position: int) -> ChecklistVersion:
    return ChecklistVersion.objects.create(
        ref=f"{checklist.id}@{checklist.version}",
        checklist=checklist.id,
        version=checklist.version,
        sha256=checklist.sha256,
        field=checklist.field,
        zh=checklist.text.zh,
        en=checklist.text.en,
        effective_from=checklist.effective_from,
        effective_to=checklist.effective_to,
        label=checklist.label.zh if checklist.label else "",
        text=text,
        position=position,
    )


def _scenario_losses(model: ScoringModel) -> Iterable[Fault]:
    """A scenario that hazards may have been opened with must stay, or their risk could not be computed."""
    for checklist in checklists_published():
        codes = {item.scenario for item in checklist.items if item.scenario}
        for code in sorted(codes - model.scenarios.keys()):
            where = f"{checklist.id}@{checklist.version}"
            yield Fault(where, f"检查表使用的情景 {code} 不在模型中。", "请在模型中保留该情景。")
