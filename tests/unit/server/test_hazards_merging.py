"""One hazard registered twice becomes one: nothing is lost, nothing is made milder, nothing ends unseen."""

from datetime import date

import pytest

from server.hazards.models import LIVE, Hazard, Observation, RectificationOrder
from server.intake.replay_check import replay_check
from server.ledger.models import Feed
from shared.hazard import DeedRefused
from shared.problems import Problem
from tests.ground.building import OFFICE, STREET
from tests.ground.hazard_laws import law_six_broken
from tests.ground.risking import follow, risk_of
from tests.ground.visiting import INSPECTORS, Field, order_papers
from tests.ground.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(clock):
    return Field(clock)


@pytest.fixture
def pair(field):
    """Two general hazards of one kitchen, A1 and the worse A2."""
    field.patrol({"A1": {"note": "软管老化"}, "A2": {}})
    return Hazard.objects.get(item="A1"), Hazard.objects.get(item="A2")


def merge(field, one, into, *, reason="同一根软管，重复登记"):
    return field.office(
        "hazard.merge", hazard=one.id, into=getattr(into, "id", into), reason=reason
    )


def now_of(hazard):
    return Hazard.objects.get(id=hazard.id)


def test_a_merged_hazard_names_its_heir_and_keeps_its_sightings(field, pair):
    one, heir = pair
    merge(field, one, heir)
    merged = now_of(one)
    assert (merged.state, merged.merged_into_id, merged.ended_reason) == (
        "merged", heir.id, "同一根软管，重复登记",
    )  # fmt: skip
    assert [seen.note for seen in Observation.objects.filter(hazard=one)] == ["软管老化"]
    assert merged.events.order_by("-number").first().facts["to"] == heir.id
    took = now_of(heir).events.order_by("-number").first()
    assert (took.action, took.facts["hazard"], took.officer) == ("take_in", one.id, OFFICE)
    assert law_six_broken() == ([], [])


def test_the_tablets_forget_the_merged_one_and_keep_the_heir(field, pair):
    one, heir = pair
    merge(field, one, heir)
    rows = {row.item: row.gone for row in Feed.objects.filter(kind="hazard")}
    assert rows == {one.id: True, heir.id: False}


def test_the_heir_goes_on_with_the_earlier_date(field, pair):
    one, heir = pair
    assert (one.due_on, heir.due_on) == (date(2026, 12, 7), date(2026, 11, 29))
    field.days_pass(3)
    field.patrol({"A3": {"grade": "serious"}})
    later = Hazard.objects.get(item="A3")
    merge(field, heir, later)
    assert now_of(later).due_on == date(2026, 11, 29)


def test_a_printed_date_of_the_heir_holds(field):
    field.visit({"A1": {"deadline": "2026-12-20"}}, papers=order_papers())
    field.patrol({"A3": {"grade": "general"}})
    ordered, clue = Hazard.objects.get(item="A1"), Hazard.objects.get(item="A3")
    merge(field, clue, ordered)
    assert now_of(ordered).due_on == date(2026, 12, 20)
    assert RectificationOrder.objects.get().state == "served"


@pytest.mark.parametrize(
    ("code", "choose"),
    [
        ("hazard_merged_into_itself", lambda one, heir: (one, one)),
        ("hazard_heir_unknown", lambda one, heir: (one, "hazard-9")),
        ("hazard_heir_milder", lambda one, heir: (heir, one)),
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(field, pair, code, choose):
    with pytest.raises(DeedRefused) as refused:
        merge(field, *choose(*pair))
    assert refused.value.code == code
    assert Hazard.objects.filter(state="found").count() == 2


def test_an_ended_hazard_takes_nothing_in(field, pair):
    one, heir = pair
    field.office("hazard.dismiss", hazard=heir.id, reason="不存在")
    with pytest.raises(DeedRefused, match="已经结束"):
        merge(field, one, heir)


def test_a_hazard_of_another_site_takes_nothing_in(field, pair):
    field.patrol({"A2": {}}, site="site-2")
    elsewhere = Hazard.objects.get(site="site-2")
    with pytest.raises(DeedRefused, match="不在同一场所"):
        merge(field, pair[0], elsewhere)


def test_two_facilities_are_two_places_and_the_site_itself_is_neither(field):
    kinds = [
        {"id": f"tank-{n}", "site": "site-1", "kind": "vessel", "name": f"储罐{n}"} for n in (1, 2)
    ]
    field.office("facility.import", facilities=kinds)
    for facility in ("tank-1", "tank-2", None):
        field.patrol({"A1": {}}, facility=facility)
    first, second, whole = (
        Hazard.objects.get(facility=name) for name in ("tank-1", "tank-2", None)
    )
    with pytest.raises(DeedRefused, match="同一设施"):
        merge(field, first, second)
    merge(field, whole, first)
    assert now_of(whole).merged_into_id == first.id


def test_a_hazard_under_an_order_is_not_merged_away_from_it(field):
    field.visit({"A1": {"deadline": "2026-12-20"}}, papers=order_papers())
    field.patrol({"A2": {}})
    ordered, clue = Hazard.objects.get(item="A1"), Hazard.objects.get(item="A2")
    with pytest.raises(DeedRefused, match="已列入责令整改文书"):
        merge(field, ordered, clue)
    assert RectificationOrder.objects.get().state == "served"


def test_without_a_reason_or_an_heir_nothing_is_merged(field, pair):
    one, heir = pair
    with pytest.raises(DeedRefused, match="理由"):
        merge(field, one, heir, reason="")
    with pytest.raises(Problem, match="无法识别"):
        field.office("hazard.merge", hazard=one.id, reason="重复")


def test_only_the_office_merges(field, pair):
    one, heir = pair
    result = field.intent("hazard.merge", hazard=one.id, into=heir.id, reason="重复")
    assert (result.outcome, result.code) == ("rejected", "intent_role_refused")
    assert now_of(one).state == "found"


def test_an_unconfirmed_major_hazard_is_not_hidden_in_a_milder_one(field):
    field.patrol({"A2": {}, "A4": {}})
    serious, major = Hazard.objects.get(item="A2"), Hazard.objects.get(item="A4")
    with pytest.raises(DeedRefused, match="合并会降低等级"):
        merge(field, major, serious)
    merge(field, serious, major)
    assert (now_of(major).state, law_six_broken()) == ("found", ([], []))


def test_what_is_seen_again_counts_for_the_heir(field, pair):
    one, heir = pair
    merge(field, one, heir)
    field.patrol({"A1": {}, "A2": {}})
    assert set(Hazard.objects.filter(state__in=LIVE)) == {now_of(heir)}
    assert now_of(heir).observations_count == 3
    assert Observation.objects.filter(hazard=heir).count() == 3


def test_a_failed_recheck_of_the_merged_one_is_a_sighting_of_the_last_heir(field, pair):
    one, heir = pair
    merge(field, one, heir)
    field.patrol({"A3": {"grade": "serious"}})
    last = Hazard.objects.get(item="A3")
    merge(field, heir, last)
    result = field.recheck(one.id, "fail", officer=INSPECTORS[1])
    assert (result.outcome, result.code) == ("applied_with_conflict", "hazard_ended_meanwhile")
    assert Observation.objects.filter(hazard=last).count() == 2
    assert Hazard.objects.filter(state__in=LIVE).count() == 1


def test_after_the_heir_is_closed_what_comes_again_is_the_next_of_its_chain(field, pair):
    one, heir = pair
    merge(field, one, heir)
    field.office("hazard.verify", hazard=heir.id)
    field.office("hazard.close", hazard=heir.id)
    field.days_pass(20)
    field.patrol({"A1": {}})
    following = Hazard.objects.get(state="found")
    assert (following.item, following.recurrence_of_id, following.recurrence_number) == (
        "A1", heir.id, 1,
    )  # fmt: skip


def test_the_register_counts_the_pair_once(field, pair):
    follow(field.clock.now())
    assert risk_of().open_hazards == 2
    merge(field, *pair)
    follow(field.clock.now())
    assert risk_of().open_hazards == 1


@pytest.mark.django_db(transaction=True)
def test_merges_and_moves_become_so_again_when_the_ledger_is_replayed(clock):
    """Law 3, over a district that has one of everything."""
    world = World(clock)
    one, heir = (Hazard.objects.get(site="site-far", item=item) for item in ("A2", "A4"))
    world.office("hazard.merge", hazard=one.id, into=heir.id, reason="同一阀组")
    world.office("site.patch", site="site-far", changes={"lon": 1_253_050_000})
    world.patrol({"A2": {}}, site="site-far")
    follow(clock.now())
    assert now_of(heir).street == STREET
    check = replay_check(as_of=clock.now())
    assert [str(fault) for fault in check.faults] == []
