"""What a deed must bring; law 6: a major hazard is confirmed by a second person, with the article."""

from dataclasses import replace
from datetime import date

import pytest

from shared.hazard import Deed, DeedRefused, HazardFacts, deed_check

TODAY = date(2026, 11, 22)
GENERAL = HazardFacts(state="confirmed", grade="general", found_by="O1", confirmed_by="O2")
MAJOR = HazardFacts(
    state="confirmed",
    grade="major",
    found_by="O1",
    confirmed_by="O2",
    article="GB 35181-2025 6.1",
    interim_measure="停用",
)


def _deed(action, **members):
    return Deed(**{"action": action, "officer": "O3", "day": TODAY, **members})


def _code(hazard, deed):
    with pytest.raises(DeedRefused) as refused:
        deed_check(hazard, deed)
    return refused.value.code


def test_a_major_hazard_is_confirmed_by_a_second_person_with_the_article():
    found = HazardFacts(state="found", grade="major", found_by="O1")
    deed = _deed("confirm", officer="O2", grade="major", article="GB 35181-2025 6.1")
    assert deed_check(found, deed) == "confirmed"
    assert _code(found, replace(deed, officer="O1")) == "hazard_second_person_missing"
    assert _code(found, replace(deed, article="")) == "hazard_article_missing"
    assert deed_check(replace(found, article="GB 35181-2025 6.1"), replace(deed, article=""))


def test_raising_to_major_asks_the_same():
    deed = _deed("raise_grade", officer="O1", grade="major", article="GB 35181-2025 6.1")
    assert _code(GENERAL, deed) == "hazard_second_person_missing"
    assert deed_check(GENERAL, replace(deed, officer="O4")) == "confirmed"


def test_a_general_hazard_may_be_confirmed_by_its_finder():
    found = HazardFacts(state="found", grade="general", found_by="O1")
    assert deed_check(found, _deed("confirm", officer="O1", grade="general")) == "confirmed"


def test_confirming_names_a_grade():
    assert _code(GENERAL, _deed("confirm", grade="severe")) == "hazard_grade_missing"


@pytest.mark.parametrize("action", ["order", "report_done", "verify"])
def test_an_unconfirmed_major_hazard_goes_nowhere(action):
    found = HazardFacts(state="found", grade="major", found_by="O1")
    assert _code(found, _deed(action)) == "hazard_major_unconfirmed"
    assert deed_check(replace(found, grade="serious"), _deed(action))


def test_a_major_hazard_whose_grade_awaits_review_is_as_unconfirmed():
    assert _code(replace(MAJOR, review_due=True), _deed("verify")) == "hazard_major_unconfirmed"


@pytest.mark.parametrize("action", ["order", "rectify", "report_done", "verify"])
def test_a_major_hazard_leaves_confirmed_only_with_an_interim_measure(action):
    bare = replace(MAJOR, interim_measure="")
    assert _code(bare, _deed(action)) == "hazard_interim_measure_missing"
    assert deed_check(bare, _deed(action, interim_measure="撤人"))
    assert deed_check(MAJOR, _deed(action))


def test_nobody_verifies_what_they_reported_done():
    reported = replace(GENERAL, state="reported_done", reported_done_by="O3")
    assert _code(reported, _deed("verify")) == "hazard_verified_by_reporter"
    assert deed_check(reported, _deed("verify", officer="O4")) == "verified"


def test_closing_a_major_hazard_needs_an_opinion_and_a_settled_grade():
    verified = replace(MAJOR, state="verified")
    assert _code(verified, _deed("close")) == "hazard_opinion_missing"
    assert deed_check(verified, _deed("close", reason="验收合格，同意恢复")) == "closed"
    general = replace(GENERAL, state="verified")
    assert deed_check(general, _deed("close")) == "closed"
    assert _code(replace(general, review_due=True), _deed("close")) == "hazard_review_due"


def test_dismissing_needs_a_reason_and_a_second_person():
    assert _code(GENERAL, _deed("dismiss", reason=" ")) == "hazard_reason_missing"
    deed = _deed("dismiss", reason="重复登记，现场核对不存在")
    assert deed_check(GENERAL, deed) == "dismissed"
    assert _code(GENERAL, replace(deed, officer="O1")) == "hazard_second_person_missing"


def test_merging_names_the_heir_and_a_reason():
    assert _code(GENERAL, _deed("merge", reason="同一处")) == "hazard_heir_missing"
    assert _code(GENERAL, _deed("merge", to="H2")) == "hazard_reason_missing"
    assert deed_check(GENERAL, _deed("merge", reason="同一处", to="H2")) == "merged"


def test_a_risk_is_accepted_for_at_most_180_days_and_never_a_major_one():
    deed = _deed("accept", reason="停业装修", until=date(2027, 5, 21))
    assert deed_check(GENERAL, deed) == "accepted"
    assert _code(GENERAL, replace(deed, until=None)) == "hazard_acceptance_period_wrong"
    assert _code(GENERAL, replace(deed, until=TODAY)) == "hazard_acceptance_period_wrong"
    late = replace(deed, until=date(2027, 5, 22))
    assert _code(GENERAL, late) == "hazard_acceptance_period_wrong"
    assert _code(MAJOR, deed) == "hazard_major_not_acceptable"


def test_a_transfer_names_the_receiver_and_its_receipt():
    assert _code(GENERAL, _deed("transfer", receipt="R-1")) == "hazard_receiver_missing"
    assert _code(GENERAL, _deed("transfer", to="B-9")) == "hazard_receipt_missing"
    assert deed_check(GENERAL, _deed("transfer", to="B-9", receipt="R-1")) == "transferred"


def test_lowering_a_grade_needs_a_reason():
    assert _code(GENERAL, _deed("lower_grade", grade="low")) == "hazard_reason_missing"
    assert deed_check(GENERAL, _deed("lower_grade", grade="low", reason="复核")) == "confirmed"


@pytest.mark.parametrize(
    ("due_on", "overdue"),
    [(date(2026, 11, 21), True), (TODAY, False), (date(2026, 11, 23), False), (None, False)],
)
def test_a_hazard_is_overdue_from_the_day_after_its_date(due_on, overdue):
    hazard = replace(GENERAL, due_on=due_on)
    if overdue:
        assert deed_check(hazard, _deed("mark_overdue")) == "confirmed"
    else:
        assert _code(hazard, _deed("mark_overdue")) == "hazard_not_overdue"
