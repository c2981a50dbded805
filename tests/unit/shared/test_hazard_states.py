"""Every cell of the table of transitions, the forbidden ones too (style rule 13)."""

from datetime import date

import pytest

from shared.hazard import (
    ACTIONS,
    DEAD,
    LIVE,
    ROLES,
    STATES,
    TABLE,
    Deed,
    DeedRefused,
    HazardFacts,
    deed_check,
    may,
    state_after,
)
from shared.text import terms

# One row per action, one column per state before; "." is forbidden, "=" stays.
GRID = """
             (new)  found         confirmed      ordered        rectifying     reported_done  verified    closed  dismissed  merged  accepted       transferred
find         found  .             .              .              .              .              .           .       .          .       .              .
reopen       found  .             .              .              .              .              .           .       .          .       .              .
confirm      .      confirmed     =              =              =              =              =           .       .          .       =              =
order        .      ordered       ordered        =              =              ordered        .           .       .          .       ordered        ordered
rectify      .      .             rectifying     rectifying     =              .              .           .       .          .       .              .
report_done  .      reported_done reported_done  reported_done  reported_done  .              .           .       .          .       reported_done  reported_done
verify       .      verified      verified       verified       verified       verified       .           .       .          .       verified       verified
fail_recheck .      =             rectifying     rectifying     =              rectifying     rectifying  .       .          .       =              =
close        .      .             .              .              .              .              closed      .       .          .       .              .
dismiss      .      dismissed     dismissed      dismissed      dismissed      dismissed      .           .       .          .       dismissed      dismissed
merge        .      merged        merged         merged         merged         merged         merged      .       .          .       merged         merged
take_in      .      =             =              =              =              =              =           .       .          .       =              =
accept       .      .             accepted       accepted       accepted       .              .           .       .          .       =              .
transfer     .      transferred   transferred    transferred    transferred    transferred    .           .       .          .       transferred    =
see_again    .      =             =              =              =              rectifying     rectifying  .       .          .       =              =
raise_grade  .      =             =              =              =              =              =           .       .          .       confirmed      =
lower_grade  .      confirmed     =              =              =              =              =           .       .          .       =              =
mark_overdue .      =             =              =              =              =              .           .       .          .       =              =
"""


def _cells():
    head, *rows = (line.split() for line in GRID.strip().splitlines())
    for action, *cells in rows:
        for name, cell in zip(head, cells, strict=True):
            state = "" if name == "(new)" else name
            yield state, action, {".": None, "=": state}.get(cell, cell)


CELLS = tuple(_cells())
FORBIDDEN = [(state, action) for state, action, after in CELLS if after is None and state]


def test_the_grid_above_has_every_cell_of_the_table():
    assert {(state, action) for state, action, _ in CELLS} == set(TABLE)
    assert len(CELLS) == (len(STATES) + 1) * len(ACTIONS)


@pytest.mark.parametrize(("state", "action", "after"), CELLS)
def test_each_cell_leads_where_the_grid_says(state, action, after):
    assert state_after(state, action) == after


@pytest.mark.parametrize(("state", "action"), FORBIDDEN)
def test_a_forbidden_cell_refuses_in_chinese_with_a_remedy(state, action):
    deed = Deed(action=action, officer="O2", day=date(2026, 11, 22), grade="general", reason="r")
    with pytest.raises(DeedRefused) as refused:
        deed_check(HazardFacts(state=state, grade="general", found_by="O1"), deed)
    assert refused.value.code == "hazard_transition_refused"
    assert refused.value.status == 409
    assert refused.value.remedy.endswith("。")


def test_nothing_leads_out_of_an_ended_hazard():
    assert all(state_after(state, action) is None for state in DEAD for action in ACTIONS)


def test_a_closed_hazard_was_always_verified_first():
    assert {state for (state, action), after in TABLE.items() if after == "closed"} == {"verified"}


def test_every_state_can_be_reached_from_a_finding():
    reached, before = {"found"}, set()
    while reached != before:
        before = set(reached)
        reached |= {after for (state, _), after in TABLE.items() if state in before and after}
    assert reached == set(STATES)


def test_states_and_actions_have_their_words():
    assert set(STATES) == set(terms("hazard_state"))
    assert set(ACTIONS) == set(terms("hazard_action"))
    assert set(LIVE) | set(DEAD) == set(STATES)


def test_roles_are_known_words_and_every_action_has_its_doers():
    assert set(ROLES) == set(ACTIONS)
    known = set(terms("role")) | {"clock"}
    assert all(roles and roles <= known for roles in ROLES.values())


@pytest.mark.parametrize(
    "action", ["close", "dismiss", "merge", "take_in", "accept", "transfer", "lower_grade"]
)
def test_what_ends_or_lowers_a_hazard_is_the_offices_alone(action):
    assert [role for role in ("inspector", "street", "office", "clock") if may(role, action)] == [
        "office"
    ]
