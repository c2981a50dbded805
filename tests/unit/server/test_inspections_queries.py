"""Taking in a visit asks the database a bounded number of things, however much history there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from server.hazards.models import Hazard
from server.inspections.models import Visit
from tests.ground.building import tablet_make
from tests.ground.visiting import INSPECTORS, Field, item, order_papers, task_file

pytestmark = pytest.mark.django_db
ITEMS = tuple(item(f"Q{number:02d}") for number in range(60))
FIVE = {f"Q{number:02d}": {} for number in range(5)}
MOST = 60


@pytest.fixture
def field(clock):
    return Field(clock, *ITEMS)


def queries_of_a_visit(field, fails, *, number):
    """Count what an inspection with an order asks, from the line to the commit."""
    task_file(f"task-{number}", now=field.clock.now())
    papers = order_papers(f"责改-{number}")
    line = field.tablet.line(
        "visit", field.data(fails, task=f"task-{number}", papers=papers),
        officer=INSPECTORS[0], also=INSPECTORS[1:],
    )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert field.tablet.results(line)[0].outcome == "applied"
    return len(asked)


def history(field, *, visits):
    """Let patrols see the same and other hazards, some of them closed."""
    for number in range(visits):
        field.patrol({f"Q{(number * 7 + step) % 60:02d}": {} for step in range(4)})
        hazard = Hazard.objects.filter(state="found").order_by("-id").first()
        if hazard is not None and number % 3 == 0:
            field.office("hazard.verify", hazard=hazard.id)
            field.office("hazard.close", hazard=hazard.id)


def test_sixty_answers_and_five_findings_ask_the_same_with_and_without_history(field):
    queries_of_a_visit(field, FIVE, number=10)  # the checklist is read once per process
    before = queries_of_a_visit(field, FIVE, number=11)
    history(field, visits=12)
    after = queries_of_a_visit(field, FIVE, number=12)
    assert after == before
    assert after <= MOST
    assert Visit.objects.filter(answered=60).count() == 15


def test_more_findings_ask_no_more(field):
    few = {name: {} for name in list(FIVE)[:2]}
    queries_of_a_visit(field, few, number=20)
    two = queries_of_a_visit(field, few, number=21)
    field.office("hazard.dismiss", hazard=Hazard.objects.first().id, reason="重复")
    many = {f"Q{number:02d}": {} for number in range(30, 50)}
    queries_of_a_visit(field, many, number=22)
    twenty = queries_of_a_visit(field, many, number=23)
    assert twenty == two


def test_a_patrol_asks_less_than_an_inspection(field, clock):
    other = tablet_make("device-2", clock=clock)
    field.patrol(tablet=other)
    with CaptureQueriesContext(connection) as asked:
        field.patrol(tablet=other)
    assert len(asked) <= MOST // 2
