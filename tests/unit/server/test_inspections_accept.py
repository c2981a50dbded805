"""A finished visit becomes rows: everything that counts, whatever is wrong with it."""

import pytest

from server.hazards.models import Hazard
from server.inspections.models import ControlCheck, Coverage, Finding, Paper, Visit, VisitBlob
from server.intake.models import Operation
from server.planning.models import Task
from tests.ground.building import STREET
from tests.ground.checklists import checklist as checklist_of
from tests.ground.visiting import (
    INSPECTORS,
    TASK,
    Field,
    item,
    publish,
    task_file,
    visit_data,
)

pytestmark = pytest.mark.django_db
PHOTO, OTHER = "11" * 32, "22" * 32


@pytest.fixture
def field(clock):
    return Field(clock)


def test_a_visit_is_stored_with_all_that_counts(field):
    result = field.visit({"A2": {"note": "报警器断电", "blobs": (PHOTO,)}})
    assert (result.outcome, result.code, result.remedy) == ("applied", None, None)
    visit = Visit.objects.get()
    assert (visit.kind, visit.site_id, visit.street, visit.task) == (
        "enforcement", "site-1", STREET, TASK,
    )  # fmt: skip
    assert (visit.answered, visit.asked, visit.findings_count) == (4, 4, 1)
    assert [(one.officer, one.role, one.signed) for one in visit.crew.order_by("ordinal")] == [
        (INSPECTORS[0], "officer", True),
        (INSPECTORS[1], "officer", True),
    ]
    finding = Finding.objects.get()
    assert (finding.item, finding.scenario, finding.grade) == ("A2", "GAS-EXPL", "serious")
    assert (finding.note, finding.blobs) == ("报警器断电", [PHOTO])
    assert finding.clause == "《城镇燃气管理条例》第二十七条第一款"
    assert finding.hazard == Hazard.objects.get().id
    assert [(one.kind, one.number) for one in Paper.objects.all()] == [("record", "记-1")]
    assert ControlCheck.objects.get().held is False
    coverage = Coverage.objects.get()
    assert (coverage.scenario, coverage.asked, coverage.answered, coverage.complete) == (
        "GAS-EXPL", 4, 4, True,
    )  # fmt: skip


def test_files_are_counted_and_marked_when_they_arrive(field):
    field.office("blob.arrived", sha256=PHOTO, size=9, device="device-1")
    field.visit({"A1": {"blobs": (PHOTO, OTHER)}})
    visit = Visit.objects.get()
    assert (visit.blobs_total, visit.blobs_arrived) == (5, 1)
    field.office("blob.arrived", sha256=OTHER, size=9, device="device-1")
    field.office("blob.arrived", sha256=OTHER, size=9, device="device-1")
    visit.refresh_from_db()
    assert visit.blobs_arrived == 2
    assert {one.sha256[:2]: (one.use, one.arrived) for one in VisitBlob.objects.all()} == {
        "11": ("photo", True),
        "22": ("photo", True),
        "bb": ("signature", False),
        "cc": ("signature", False),
        "aa": ("paper", False),
    }


def test_a_visit_completes_its_task(field):
    field.visit()
    task = Task.objects.get()
    assert (task.state, task.done_by_id) == ("done", Visit.objects.get().id)


def test_an_unknown_checklist_version_is_waited_for(field):
    data = field.data({"A1": {}})
    later = data | {"checklist": data["checklist"].replace("@1#", "@2#")}
    result = field.push(later)
    assert (result.outcome, result.code) == ("held", "checklist_unknown")
    assert result.waits_for == f"checklist:{later['checklist']}"
    assert not Visit.objects.exists()


def test_the_visit_takes_effect_by_itself_when_its_checklist_is_published(clock, field):
    parts = (item("A1"), item("A9"))
    version_2 = {"version": "2"}
    data = visit_data(checklist_of(*parts, **version_2), {"A9": {}}, now=clock.now())
    assert field.push(data).outcome == "held"
    publish(*parts, now=clock.now(), **version_2)
    assert Operation.objects.get(seq=1).outcome == "applied"
    assert Finding.objects.get().item == "A9"


def test_an_unknown_site_is_waited_for(field):
    result = field.visit(site="site-9")
    assert (result.outcome, result.waits_for) == ("held", "site:site-9")
    field.office("site.import", sites=[{"id": "site-9", "name": "新店", "kind": "restaurant"}])
    assert Visit.objects.get().site_id == "site-9"


def test_an_unknown_facility_is_waited_for(field):
    result = field.visit(facility="riser-1")
    assert (result.outcome, result.waits_for) == ("held", "facility:riser-1")
    field.office(
        "facility.import",
        facilities=[{"id": "riser-1", "site": "site-1", "name": "立管", "kind": "riser"}],
    )
    assert Visit.objects.get().facility_id == "riser-1"


def test_what_cannot_be_read_is_held_for_the_office_and_nothing_is_lost(field):
    result = field.push(field.data() | {"kind": "party"})
    assert (result.outcome, result.code, result.waits_for) == ("held", "visit_unreadable", None)
    assert "visit.kind" in result.remedy


def test_answers_the_version_cannot_take_are_held_for_the_office(field):
    data = field.data()
    data["answers"][0] |= {"item": "Z9"}
    result = field.push(data)
    assert (result.outcome, result.code) == ("held", "visit_answers_unfit")


def test_a_used_id_is_refused(field):
    field.push(field.data(), id="visit-1")
    task_file("task-2", now=field.clock.now())
    result = field.push(field.data(task="task-2"), id="visit-1")
    assert (result.outcome, result.code) == ("rejected", "visit_id_used")
    assert Visit.objects.count() == 1


def test_one_officer_of_two_who_did_not_sign_is_a_conflict_beside_the_record(field):
    result = field.visit({"A2": {}}, also=())
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_signatures_missing")
    assert Visit.objects.get().crew.filter(signed=True).count() == 1
    assert Hazard.objects.count() == 1


def test_a_crew_without_certificates_keeps_its_visit_but_confirms_nothing(field):
    for name in INSPECTORS:
        field.office(
            "officer.register", id=name, name=name, body="body-emergency", role="inspector",
            streets=[STREET], certificates=[],
        )  # fmt: skip
    result = field.visit({"A2": {}})
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_crew_unfit")
    assert "没有登记执法证" in result.remedy
    assert Hazard.objects.get().state == "found"


def test_a_body_without_competence_is_a_conflict(field):
    body = {"id": "body-emergency", "name": "局", "competences": []}
    field.office("body.import", bodies=[body])
    result = field.visit()
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_crew_unfit")
    assert "没有“城镇燃气”领域" in result.remedy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from": "2026-11-23", "to": "2026-11-30"}, "检查时段"),
        ({"checklists": ["gas.other"]}, "备案的检查内容"),
        ({"officers": ["officer-zhang", "officer-street"]}, "备案的检查人员"),
    ],
)
def test_a_visit_outside_its_task_is_kept_and_shown(field, changes, said):
    field.visit()
    columns = {"from": "window_from", "to": "window_to"}
    task_file("task-2", now=field.clock.now())
    Task.objects.filter(id="task-2").update(
        **{columns.get(name, name): value for name, value in changes.items()}
    )
    result = field.visit(task="task-2")
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_task_unfit")
    assert said in result.remedy
    assert Visit.objects.count() == 2


def test_a_task_that_is_done_is_not_done_twice(field):
    field.visit()
    first = Task.objects.get().done_by_id
    result = field.visit()
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_task_unfit")
    assert Task.objects.get().done_by_id == first


def test_an_unknown_task_is_a_conflict(field):
    result = field.visit(task="task-9")
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_task_unknown")


def test_a_failed_answer_without_its_finding_still_makes_a_hazard(field):
    result = field.push(field.data({"A2": {}}) | {"findings": []})
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_findings_doubtful")
    hazard = Hazard.objects.get()
    assert (hazard.item, hazard.grade, hazard.state) == ("A2", "serious", "found")


def test_a_visit_to_a_closed_site_is_kept_and_shown(field):
    field.office("site.close", site="site-1")
    assert field.visit().code == "site_not_open"
    assert Visit.objects.count() == 1


def test_a_correction_names_what_it_corrects_and_takes_its_task_over(field):
    field.visit({"A1": {}})
    first = Visit.objects.get()
    result = field.visit({"A1": {"note": "位置写错"}}, supersedes=first.id)
    assert (result.outcome, result.code, result.remedy) == ("applied", None, None)
    second = Visit.objects.get(supersedes=first)
    assert Task.objects.get().done_by_id == second.id
    hazard = Hazard.objects.get()
    assert (hazard.observations.count(), hazard.observations_count) == (2, 1)


def test_a_correction_waits_for_what_it_corrects(field):
    result = field.visit(supersedes="visit-9")
    assert (result.outcome, result.waits_for) == ("held", "visit:visit-9")


def test_a_correction_that_drops_a_finding_leaves_the_hazard_to_a_person(field):
    field.visit({"A1": {}})
    result = field.visit(supersedes=Visit.objects.get().id)
    assert (result.outcome, result.code) == (
        "applied_with_conflict", "visit_correction_drops_finding",
    )  # fmt: skip
    assert Hazard.objects.get().state == "confirmed"


def test_a_patrol_brings_clues_without_task_or_papers(field):
    result = field.patrol({"A2": {}})
    assert result.outcome == "applied"
    assert Visit.objects.get().kind == "patrol"
    assert Hazard.objects.get().state == "found"


def test_a_service_visit_judges_nothing(field):
    data = field.data(kind="service", task=None, papers=()) | {"answers": [], "findings": []}
    assert field.push(data).outcome == "applied"
    assert not Coverage.objects.exists()
    assert not Hazard.objects.exists()
