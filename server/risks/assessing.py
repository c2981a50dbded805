"""Assess the risks of sites and keep them: rows, assessments worth storing, feed rows.

Called with the head lock held. The number of queries does not depend on how many sites, hazards or
visits there are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from server.ledger.acceptance import FeedSink
from server.ledger.models import Alarm
from server.risks.collecting import SiteEvidence, evidence_collect
from server.risks.feeding import risks_feed
from server.risks.grouping import RiskKey
from server.risks.inputs import RiskFacts, facts_of, keys_of, unplaced_of
from server.risks.kept import Kept, kept_read
from server.risks.models import Risk, RiskAssessment
from server.risks.moment import Moment, midnight
from server.risks.rows import WRITTEN, assessment_row, risk_row_fill, risk_row_of
from shared.risk import (
    Assessment,
    Judgement,
    RiskInputsWrong,
    assess,
    assessment_changes,
    next_change_on,
    smallest_set_to_lower,
)
from shared.risk.sentences import Sentence


@dataclass(slots=True)
class Assessed:
    """Hold what one run made: current rows, the facts behind them, the assessments it stored."""

    risks: dict[str, Risk] = field(default_factory=dict)
    facts: dict[str, RiskFacts] = field(default_factory=dict)
    stored: dict[str, RiskAssessment] = field(default_factory=dict)


def risks_assess(
    *, sites: Collection[str], triggers: Mapping[str, str], moment: Moment, sink: FeedSink
) -> Assessed:
    """Assess every risk of these sites; `triggers` says for each site why, "time" if nothing does.

    A fact the model cannot place makes an alarm and leaves that risk as it was; the others go on.
    """
    evidence, kept, run = evidence_collect(sites), kept_read(sites), Assessed()
    before = {id: one.risk.street for id, one in kept.items()}
    keys = {site: keys_of(one, moment.model) for site, one in evidence.items()}
    for key in (*(row.key for row in kept.values()), *moment.asked):
        keys[key.site].add(key)
    for site, one in evidence.items():
        for scenario in unplaced_of(one, moment.model):
            _alarm(moment, f"{site} {scenario}", "情景不在现行评分模型中，未研判。")
        for key in sorted(keys[site]):
            _assess_one(one, key, kept.get(key.id), triggers.get(site, "time"), moment, run)
    _write(run)
    sentences = [(risk, _sentence(run.facts[id], moment)) for id, risk in run.risks.items()]
    risks_feed(sentences, before=before, stored=run.stored, sink=sink)
    return run


def _assess_one(
    evidence: SiteEvidence,
    key: RiskKey,
    kept: Kept | None,
    trigger: str,
    moment: Moment,
    run: Assessed,
) -> None:
    if key.scenario not in moment.model.scenarios:
        return  # the model gave this scenario up: the row stays as it was last assessed
    facts = facts_of(evidence, key, moment.model, as_of=moment.day)
    try:
        found = assess(facts.inputs, moment.model, as_of=moment.day)
    except RiskInputsWrong as problem:
        _alarm(moment, f"{key.site} {key.scenario}", str(problem))
        return
    risk = kept.risk if kept else risk_row_of(key)
    changed = risk_row_fill(risk, evidence, facts, found, kept=kept, moment=moment)
    changes = assessment_changes(kept.latest, found) if kept and kept.latest else ("opened",)
    if changes or key in moment.asked:
        changed = True
        risk.assessments_count += 1
        risk.latest = run.stored[risk.id] = assessment_row(risk, found, trigger, moment)
    if changed:
        risk.position, risk.rev = moment.position, risk.rev + 1
    latest = found if risk.id in run.stored or not kept else kept.latest
    _schedule(risk, facts, latest or found, moment)
    run.risks[risk.id], run.facts[risk.id] = risk, facts


def _schedule(risk: Risk, facts: RiskFacts, latest: Assessment | Judgement, moment: Moment) -> None:
    """Set when time alone makes an assessment worth storing, or a figure wrong."""
    turns = next_change_on(facts.inputs, moment.model, kept=latest, as_of=moment.day)
    late = [day for day in facts.late_days if day > moment.day]
    risk.next_change_at = midnight(min([turns, *late]))


def _sentence(facts: RiskFacts, moment: Moment) -> Sentence:
    return smallest_set_to_lower(facts.inputs, moment.model, as_of=moment.day).sentence


def _write(run: Assessed) -> None:
    Risk.objects.bulk_create(
        run.risks.values(), update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )
    RiskAssessment.objects.bulk_create(run.stored.values())


def _alarm(moment: Moment, subject: str, message: str) -> None:
    """Tell the office once about a risk that cannot be computed."""
    known = Alarm.objects.filter(kind="risk_unplaced", subject=subject, settled_at__isnull=True)
    if not known.exists():
        Alarm.objects.create(kind="risk_unplaced", subject=subject, message=message, at=moment.now)
