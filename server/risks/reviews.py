"""A person's review of a risk: the assessment it rests on is stored with it, and a next date."""

from datetime import date

from django.utils.timezone import localdate

from server.api.reading import Facts
from server.catalogue.published import model_in_force
from server.ledger.acceptance import Acceptance
from server.places.models import Facility, Site
from server.risks.assessing import risks_assess
from server.risks.feeding import risk_gone
from server.risks.grouping import RiskKey
from server.risks.models import Risk, RiskAssessment, RiskReview
from server.risks.moment import Moment
from server.risks.standing import DECISIONS
from shared.ids import derived_id
from shared.problems import Problem
from shared.sync import Outcome


class ReviewRefused(Problem):
    """Refuse a review the register must not hold."""


def risk_review(*, acceptance: Acceptance) -> Outcome:
    """Store a review and set the risk's state by it; an assessment is made for it as of now.

    Data: site, facility or null, scenario, decision (keep, treat, watch, retire), minutes,
    next_review_on. The key names the risk, so that a replay finds it before any follower ran.
    """
    facts = Facts(acceptance.data, "risk.review")
    key = RiskKey(
        facts.text("site", need=True, most=64),
        facts.text("facility", most=64),
        facts.text("scenario", need=True, most=32),
    )
    decision = facts.word("decision", DECISIONS)
    minutes = facts.text("minutes")
    next_on = facts.day("next_review_on", need=True)
    facts.done()
    assessed = _assessed(acceptance, key)
    if assessed is None or next_on is None:
        return Outcome.held(
            code="risk_unknown", remedy="没有这一风险，或评分模型尚未发布；请核对后放行或退回。"
        )
    risk, assessment = assessed
    _check(risk, decision, minutes, next_on, acceptance)
    RiskReview.objects.create(
        id=derived_id("review", acceptance.entry_hash),
        risk=risk,
        position=acceptance.position,
        officer=acceptance.officer,
        at=acceptance.happened_at,
        decision=decision,
        minutes=minutes,
        next_review_on=next_on,
        assessment=assessment,
    )
    _state_set(acceptance, risk, DECISIONS[decision], next_on)
    return Outcome.applied()


def _assessed(acceptance: Acceptance, key: RiskKey) -> tuple[Risk, RiskAssessment] | None:
    model = model_in_force()
    if model is None or not _is_place(key):
        return None
    moment = Moment(
        now=acceptance.received_at,
        model=model,
        position=acceptance.position,
        asked=frozenset({key}),
    )
    run = risks_assess(
        sites=[key.site],
        triggers={key.site: "risk.review"},
        moment=moment,
        sink=acceptance.sink,
    )
    return (run.risks[key.id], run.stored[key.id]) if key.id in run.stored else None


def _is_place(key: RiskKey) -> bool:
    if key.facility:
        return Facility.objects.filter(id=key.facility, site=key.site).exists()
    return Site.objects.filter(id=key.site).exists()


def _check(risk: Risk, decision: str, minutes: str, next_on: date, acceptance: Acceptance) -> None:
    if next_on <= localdate(acceptance.received_at):
        raise ReviewRefused(
            "review_date_past",
            f"下次复核日期 {next_on} 不晚于今天。",
            "请填写今天以后的日期。",
        )
    if decision == "watch" and risk.level == "red":
        raise ReviewRefused(
            "review_red_watched", "红色（重大）风险不得转为观察。", "请选择“治理”并落实措施。"
        )
    if decision == "retire":
        _check_retire(risk, minutes)


def _check_retire(risk: Risk, minutes: str) -> None:
    if risk.open_hazards:
        raise ReviewRefused(
            "review_hazards_live",
            f"尚有 {risk.open_hazards} 项隐患未销号，不能移出登记册。",
            "请先办结隐患。",
        )
    if not minutes.strip() and Site.objects.open().filter(id=risk.site_id).exists():
        raise ReviewRefused(
            "review_reason_missing",
            "场所仍在营业，移出登记册须写明该情景不再适用的理由。",
            "请填写复核意见。",
        )


def _state_set(acceptance: Acceptance, risk: Risk, state: str, next_on: date) -> None:
    risk.state, risk.next_review_on = state, next_on
    risk.save(update_fields=["state", "next_review_on"])
    if state == "retired":
        risk_gone(risk, sink=acceptance.sink)
