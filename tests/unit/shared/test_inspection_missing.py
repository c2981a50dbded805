"""What stands between a draft and a finished visit: all of it in one list, each with its remedy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.checklist import Answers
from shared.inspection import (
    KIND_RULES,
    ExtraFinding,
    SignatureFacts,
    VisitKindUnknown,
    draft_missing,
    kind_rules,
)
from tests.ground import visits as v


def missing(draft, **more):
    return {(fault.where, fault.message) for fault in draft_missing(draft, at=v.NOW, **more)}


def places(draft, **more):
    return [fault.where for fault in draft_missing(draft, at=v.NOW, **more)]


def test_a_complete_visit_lacks_nothing():
    assert draft_missing(v.draft(), at=v.NOW) == ()
    assert draft_missing(v.major_draft(), at=v.NOW) == ()


def test_everything_is_told_at_once_in_the_order_of_mending():
    answers = v.clean_answers()
    answers.withdraw("G08")
    answers.answer("G07", "fail", grade="major")  # without a photo, without a second officer
    answers.answer("G11", "not_checked")  # without a reason
    found = places(v.draft(answers=answers, officers=(v.officer(),), task=None, signatures=()))
    assert found == [
        "G07", "G08", "G11", "G07", "officers", "task", f"signatures.{v.FIRST}", "signatures.site",
    ]  # fmt: skip


def test_every_fault_says_what_to_do_in_chinese():
    answers = v.clean_answers()
    answers.withdraw("G08")
    faults = draft_missing(v.draft(answers=answers, officers=(), signatures=()), at=v.NOW)
    assert len(faults) > 3
    for fault in faults:
        assert fault.message.endswith("。")
        assert fault.remedy.endswith("。")
        assert "None" not in str(fault)


@pytest.mark.parametrize("kind", ["enforcement", "urgent"])
def test_an_act_of_power_needs_two_certified_officers(kind):
    checklist_task = v.task() if kind == "enforcement" else None
    alone = v.draft(kind=kind, task=checklist_task, officers=(v.officer(),))
    assert ("officers", missing_text(alone, "officers")) in missing(alone)
    without = v.officer(v.SECOND, certificates=[])
    found = missing(v.draft(kind=kind, task=checklist_task, officers=(v.officer(), without)))
    assert found == {(f"officers.{v.SECOND}", "赵敏没有登记执法证。")}


def missing_text(draft, where):
    return next(fault.message for fault in draft_missing(draft, at=v.NOW) if fault.where == where)


@pytest.mark.parametrize(
    ("certificate", "message"),
    [
        ({"fields": ["fire"]}, "赵敏的执法证不含“城镇燃气”领域。"),
        ({"until": "2026-11-21"}, "赵敏的执法证在 2026-11-22 不在有效期内（有效期至 2026-11-21）。"),
        ({"from": "2026-11-23"}, "赵敏的执法证在 2026-11-22 不在有效期内（有效期至 2026-12-31）。"),
    ],
)  # fmt: skip
def test_a_certificate_must_be_in_date_and_cover_the_field(certificate, message):
    row = {"number": "1", "fields": ["gas"], "from": "2026-01-01", "until": "2026-12-31"}
    second = v.officer(v.SECOND, certificates=[{**row, **certificate}])
    found = missing(v.draft(officers=(v.officer(), second)))
    assert found == {(f"officers.{v.SECOND}", message)}


def test_a_certificate_counts_on_its_first_and_its_last_day():
    row = {"number": "1", "fields": ["gas"], "from": "2026-11-22", "until": "2026-11-22"}
    second = v.officer(v.SECOND, certificates=[row])
    assert missing(v.draft(officers=(v.officer(), second))) == set()


def test_the_day_is_the_local_one_not_that_of_utc():
    late = v.draft(started="2026-11-30T17:00:00.000Z")  # 1 December in Changchun
    found = [f.message for f in draft_missing(late, at=datetime(2026, 12, 1, tzinfo=UTC))]
    assert found == [
        "2026-12-01 不在任务 宽检备〔2026〕1123号 的检查时段（2026-11-01 至 2026-11-30）内。"
    ]


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"site": "S-2"}, "site"),
        ({"checklists": ["fire.small"]}, "checklist"),
        ({"officers": [v.FIRST]}, f"officers.{v.SECOND}"),
        ({"state": "cancelled"}, "task"),
        ({"state": "done"}, "task"),
        ({"from": "2026-11-23"}, "task"),
        ({"to": "2026-11-21"}, "task"),
    ],
)
def test_the_visit_must_be_what_was_filed(facts, where):
    assert places(v.draft(task=v.task(**facts))) == [where]


def test_the_site_signs_or_refuses_with_a_reason_and_a_witness():
    officers = v.signatures()[:2]
    refusal = SignatureFacts(
        "site", v.FINISHED, refused="负责人认为与本店无关", witness="刘红，社区网格员"
    )
    assert missing(v.draft(signatures=(*officers, refusal))) == set()
    assert places(v.draft(signatures=(*officers, replace(refusal, witness=None)))) == [
        "signatures.site"
    ]
    assert places(v.draft(signatures=(*officers, replace(refusal, refused=" ")))) == [
        "signatures.site"
    ]


def test_a_signature_under_an_older_reading_is_void():
    signed = v.draft(signatures=v.signatures(read="a" * 64))
    assert places(signed, read={"record": "a" * 64}) == []
    assert places(signed, read={"record": "b" * 64}) == [
        f"signatures.{v.FIRST}", f"signatures.{v.SECOND}", "signatures.site",
    ]  # fmt: skip


def test_the_last_signature_of_a_person_counts():
    old, new = v.signatures(read="a" * 64), v.signatures(read="b" * 64)
    assert places(v.draft(signatures=(*old, *new)), read={"record": "b" * 64}) == []


@pytest.mark.parametrize(
    ("confirmed", "message"),
    [
        ({}, "重大隐患须经第二名检查人员确认。"),
        ({("G07", ()): v.FIRST}, "重大隐患不能由填报人自己确认。"),
        ({("G07", ()): "O-9"}, "确认人 O-9 不是本次检查人员。"),
    ],
)
def test_a_major_finding_needs_a_second_officer_of_the_crew(confirmed, message):
    assert missing(v.major_draft(confirmations=confirmed)) == {("G07", message)}


def test_a_major_finding_needs_an_article_that_was_compared():
    answers = v.clean_answers()
    answers.answer("G08", "fail", grade="major")  # its item cites nothing
    major = v.draft(answers=answers, confirmations={("G08", ()): v.SECOND})
    assert missing(major) == {("G08", "判为重大隐患，没有可引用的判定条款。")}
    cited = replace(major, clauses={("G08", ()): "《城镇燃气管理条例》第二十八条"})
    assert missing(cited) == set()


def test_a_clue_of_a_patrol_may_be_major_without_a_second_person():
    answers = v.faulty_answers(grade="major", visit="patrol")
    patrol = v.draft(
        kind="patrol", answers=answers, task=None, officers=(v.officer(),), signatures=()
    )
    assert missing(patrol) == set()


def test_a_service_visit_judges_nothing():
    service = v.draft(kind="service", task=None, officers=(v.officer(),), signatures=())
    assert places(service) == ["G07", "G08", "G11", "C1#甲瓶"]
    empty = v.draft(
        kind="service", task=None, officers=(v.officer(),), signatures=(),
        answers=Answers(v.kitchen(), {}),
    )  # fmt: skip
    assert missing(empty) == set()


@pytest.mark.parametrize(
    ("deadline", "word"), [("2026-11-21", "早于"), ("2026-12-08", "最长期限 2026-12-07")]
)
def test_a_deadline_lies_between_the_visit_and_the_longest_allowed(deadline, word):
    answers = v.clean_answers()
    answers.answer("G11", "3.2")  # general: fifteen days
    draft = v.draft(answers=answers, deadlines={("G11", ()): deadline})
    assert [word in message for _, message in missing(draft)] == [True]


def test_the_five_are_all_there_or_none():
    five = {"responsibility": "韩德福", "measures": "移出气瓶", "funds": "自筹", "deadline": "当日"}
    draft = v.major_draft(fives={("G07", ()): five})
    assert missing(draft) == {("G07", "五落实缺少：预案。")}


def test_a_finding_off_the_list_says_what_was_seen():
    draft = v.draft(extras=(ExtraFinding("FIRE-EVAC", "general", " "),))
    assert places(draft) == ["x:FIRE-EVAC"]


def test_a_checklist_must_be_in_force_and_meant_for_the_kind():
    later = v.kitchen(effective_from="2026-12-01")
    assert places(v.draft(answers=v.clean_answers(later))) == ["checklist"]
    own = v.kitchen(visits=["self"])
    assert places(v.draft(answers=v.clean_answers(own))) == ["checklist"]


def test_a_tablet_whose_clock_went_back_cannot_finish():
    faults = draft_missing(v.draft(), at=datetime(2026, 11, 22, 1, tzinfo=UTC))
    assert [fault.where for fault in faults] == ["finished"]


def test_a_person_stands_in_one_part_only_and_the_author_is_of_the_crew():
    twice = v.draft(assistants=(v.officer(v.SECOND),))
    assert places(twice) == [f"assistants.{v.SECOND}"]
    assert places(v.draft(author="O-9")) == ["officers"]


def test_the_kinds_say_who_may_order_and_who_needs_papers():
    table = {
        kind: (rules.officers, rules.certified, rules.task, rules.verdicts, bool(rules.papers))
        for kind, rules in KIND_RULES.items()
    }
    assert table == {
        "enforcement": (2, True, True, True, True),
        "urgent": (2, True, False, True, True),
        "patrol": (1, False, False, True, False),
        "service": (1, False, False, False, False),
        "self": (1, False, False, True, False),
    }
    assert [kind for kind, rules in KIND_RULES.items() if rules.counts] == ["enforcement"]
    with pytest.raises(VisitKindUnknown):
        kind_rules("raid")
