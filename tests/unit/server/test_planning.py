"""Tasks on file: crews that may inspect, states, rows of tablets."""

import json

import pytest

from server.api.reading import FactsUnreadable
from server.ledger.models import Feed
from server.places.facts import SiteUnknown
from server.planning.crew import CrewUnfit
from server.planning.models import Task
from server.planning.services import TaskRefused
from tests.ground.building import BODY, INSPECTORS, OTHER_STREET, STREET
from tests.ground.visiting import Field, task_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


def faults(problem):
    return [fault.message for fault in problem.value.fields]


def row(task="task-1", street=STREET):
    return Feed.objects.get(kind="task", item=task, scope=f"street/{street}")


def test_a_filed_task_reaches_the_tablets_of_its_street(field):
    assert json.loads(row().data) == {
        "number": "备-task-1", "kind": "daily", "site": "site-1", "checklists": ["gas.test"],
        "officers": list(INSPECTORS), "body": BODY, "ground": "年度检查计划",
        "from": "2026-11-01", "to": "2026-11-30", "state": "open",
    }  # fmt: skip
    task = Task.objects.get()
    assert (task.year, task.street, task.filed_by) == (2026, STREET, "officer-office")


def test_a_visit_completes_it_and_the_tablets_see_that(field):
    field.visit()
    assert json.loads(row().data)["state"] == "done"
    assert Task.objects.get().done_at == field.clock.now()


def test_a_cancelled_task_is_cancelled_once(field):
    field.office("task.cancel", task="task-1")
    assert (Task.objects.get().state, json.loads(row().data)["state"]) == ("cancelled",) * 2
    with pytest.raises(TaskRefused, match="只能取消待检查的任务"):
        field.office("task.cancel", task="task-1")
    result = field.visit()
    assert (result.outcome, result.code) == ("applied_with_conflict", "visit_task_unfit")
    assert Task.objects.get().state == "cancelled"


def test_many_tasks_are_filed_by_one_entry_or_none(field):
    one = {
        "number": "备-2", "ground": "专项检查", "kind": "special", "site": "site-2", "body": BODY,
        "officers": list(INSPECTORS), "checklists": ["gas.test"], "from": "2026-12-01",
        "to": "2026-12-05",
    }  # fmt: skip
    field.office("task.file", tasks=[one, {**one, "number": "备-3"}])
    assert Task.objects.count() == 3
    with pytest.raises(TaskRefused, match="备-3"):
        field.office("task.file", tasks=[{**one, "number": "备-4"}, {**one, "number": "备-3"}])
    assert Task.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"officers": [INSPECTORS[0]]}, "两名以上"),
        ({"checklists": []}, "未指定检查表"),
        ({"from": "2026-12-01"}, "截止日早于起始日"),
        ({"kind": "surprise"}, "不在可选值内"),
    ],
)
def test_a_task_that_cannot_be_is_refused_with_what_is_wrong(field, changes, said):
    with pytest.raises(FactsUnreadable) as refused:
        task_file("task-2", now=field.clock.now(), **changes)
    assert any(said in message for message in faults(refused))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"officers": [INSPECTORS[0], "officer-nobody"]}, "没有在岗人员 officer-nobody。"),
        ({"officers": [INSPECTORS[0], "officer-street"]}, "王芳 的执法证不覆盖检查时段。"),
        ({"from": "2029-12-01", "to": "2030-01-31"}, "张伟 的执法证不覆盖检查时段。"),
        ({"checklists": ["gas.none"]}, "检查表 gas.none 未发布。"),
        ({"body": "body-none"}, "没有部门 body-none。"),
    ],
)
def test_a_crew_that_may_not_inspect_is_not_filed(field, changes, said):
    with pytest.raises(CrewUnfit) as refused:
        task_file("task-2", now=field.clock.now(), **changes)
    assert said in faults(refused)
    assert not Task.objects.filter(id="task-2").exists()


def test_a_certificate_of_another_field_does_not_do(field):
    certificate = {
        "number": "2201030000",
        "fields": ["food"],
        "from": "2024-01-01",
        "until": "2029-12-31",
    }
    field.office(
        "officer.register", id=INSPECTORS[0], name="张伟", body=BODY, role="inspector",
        streets=[STREET], certificates=[certificate],
    )  # fmt: skip
    with pytest.raises(CrewUnfit) as refused:
        task_file("task-2", now=field.clock.now())
    assert faults(refused) == ["张伟 的执法证不含 gas 领域。"]


def test_a_body_without_the_power_is_not_filed(field):
    body = {"id": "body-culture", "name": "区文旅局", "competences": []}
    field.office("body.import", bodies=[body])
    with pytest.raises(CrewUnfit) as refused:
        task_file("task-2", now=field.clock.now(), body="body-culture")
    assert faults(refused) == ["区文旅局 无 gas 领域行政检查职权。"]


def test_a_task_needs_an_open_site(field):
    with pytest.raises(SiteUnknown):
        task_file("task-2", now=field.clock.now(), site="site-9")
    field.office("site.close", site="site-2")
    with pytest.raises(TaskRefused, match="老街火锅"):
        task_file("task-2", now=field.clock.now(), site="site-2")


def test_a_task_follows_its_site(field):
    field.office("site.patch", site="site-1", changes={"lon": 1_253_150_000})
    assert Task.objects.get().street == OTHER_STREET
    assert (row().gone, row(street=OTHER_STREET).gone) == (True, False)
