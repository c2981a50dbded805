"""Put plans and their versions into the library.

Called with the head lock held; nothing here opens a transaction or asks a clock.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.ledger.acceptance import Acceptance
from server.places.reading import Facts
from server.plans.models import STATES, Plan, PlanVersion
from shared.ids import derived_id
from shared.problems import Problem
from shared.sync import Outcome
from shared.text import fold, terms

MOST_BYTES = 2_000_000


class PlanRefused(Problem):
    """Refuse an import of a plan."""


class PlanBodyChanged(Problem):
    """Refuse to show a body that is not what was frozen."""

    def __init__(self, plan: str, number: int) -> None:
        super().__init__(
            "plan_body_changed",
            f"预案 {plan} 第 {number} 版的正文与其哈希不符。",
            "正文已被改动，请从备份恢复，并追查原因。",
            status=500,
        )


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """Hold one version of an import; `text` is the JSON that is frozen."""

    text: str
    sha256: str
    author: str
    approved_by: tuple[str, ...]
    approved_on: date | None
    effective_from: date | None
    filed_number: str
    filed_on: date | None


def plan_import(*, acceptance: Acceptance) -> Outcome:
    """Store a plan and its next version; the same body again is the same version."""
    facts = Facts(acceptance.data, "plan.import")
    members = _members_read(facts)
    version = _version_read(Facts(facts.object("version"), "plan.import.version", facts.faults))
    identity = facts.text("id", need=True, most=64)
    facts.done()
    if members["parent_id"] and not Plan.objects.filter(id=members["parent_id"]).exists():
        raise PlanRefused("plan_parent_unknown", "没有所属的上级预案。", "请先导入上级预案。")
    plan = Plan.objects.filter(id=identity).first() or Plan(id=identity, rev=0)
    for name, value in members.items():
        setattr(plan, name, value)
    plan.rev, plan.position = plan.rev + 1, acceptance.position
    plan.save()
    plan.current = _version_store(plan, version, position=acceptance.position)
    plan.save(update_fields=["current"])
    return Outcome.applied()


def _members_read(facts: Facts) -> dict[str, Any]:
    name, name_en = facts.text("name", need=True, most=200), facts.text("name_en", most=300)
    return {
        "name": name,
        "name_en": name_en,
        "kind": facts.word("kind", tuple(terms("plan_kind"))),
        "scenarios": facts.texts("scenarios"),
        "streets": facts.texts("streets"),
        "body": facts.text("body", most=64),
        "parent_id": facts.text("parent", most=64) or None,
        "state": facts.word("state", STATES, "draft"),
        "review_due_on": facts.day("review_due_on"),
        "search": fold(f"{name} {name_en}"),
    }


def _version_read(row: Facts) -> VersionFacts:
    content = row.object("content")
    blocks = content.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        row.fault("content.blocks", "正文没有分块（no blocks）。", "正文须为 blocks 列表。")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        row.fault("content", "正文超过 2 MB（too large）。", "请把图件改为附件。")
    return VersionFacts(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        author=row.text("author", most=64),
        approved_by=tuple(row.texts("approved_by")),
        approved_on=row.day("approved_on"),
        effective_from=row.day("effective_from"),
        filed_number=row.text("filed_number", most=64),
        filed_on=row.day("filed_on"),
    )


def _version_store(plan: Plan, facts: VersionFacts, *, position: int) -> PlanVersion:
    latest = plan.versions.order_by("-number").first()
    if latest is not None and latest.sha256 == facts.sha256:
        return latest
    number = latest.number + 1 if latest else 1
    return PlanVersion.objects.create(
        id=derived_id("plan_version", plan.id, str(number)),
        plan=plan,
        number=number,
        text=facts.text,
        sha256=facts.sha256,
        author=facts.author,
        approved_by=list(facts.approved_by),
        approved_on=facts.approved_on,
        effective_from=facts.effective_from,
        filed_number=facts.filed_number,
        filed_on=facts.filed_on,
        position=position,
    )


def version_content(version: PlanVersion) -> dict[str, Any]:
    """Return the frozen body; raise PlanBodyChanged when its hash says otherwise."""
    if hashlib.sha256(version.text.encode()).hexdigest() != version.sha256:
        raise PlanBodyChanged(version.plan_id, version.number)
    content: dict[str, Any] = json.loads(version.text)
    return content
