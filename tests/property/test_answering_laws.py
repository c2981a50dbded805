"""Answers: in whatever order they come, only those that stand decide, and hidden ones count nowhere.

Each law is tried on the engine, and then on an engine with a seeded bug that the same law must catch.
"""

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from shared.checklist.answer_board import BLANK, HIDDEN, Board, State
from tests.ground.answering_laws import LAWS, cases, law_breaks

MANY = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
CASES = cases()
FIRST = settings(MANY, phases=[Phase.generate])  # any example will do, it need not be the smallest


@pytest.mark.parametrize("name", LAWS)
def test_the_engine_keeps_the_law(name):
    @MANY
    @given(CASES)
    def kept(case):
        assert not law_breaks(name, case)

    kept()


honest_settle, honest_put = Board._settle, Board.put
honest_instances, honest_evaluate = Board.instances, Board._evaluate


def settle_only_the_item(board, items):
    return frozenset(key for item in items for key in board._settle_item(item))


def settle_one_instance(board, item_id):
    section = board.homes[item_id]
    moved = []
    for at in board.instances(section)[:1]:
        state = board._evaluate(board.checklist.item_index[item_id], section, at)
        if board._states.get((item_id, at)) != state:
            board._states[item_id, at] = state
            moved.append((item_id, at))
    return moved


def put_and_forget_to_take_back(board, key, given_answer):
    return honest_put(board, key, given_answer) if given_answer else frozenset()


def put_and_tell_only_the_key(board, key, given_answer):
    return honest_put(board, key, given_answer) & {key}


def evaluate_hidden_as_if_it_counted(board, item, section, at):
    state = honest_evaluate(board, item, section, at)
    return State(False, board._given.get((item.id, at))) if state is HIDDEN else state


def evaluate_with_the_last_value(board, item, section, at):
    state = honest_evaluate(board, item, section, at)
    last = board._states.get((item.id, at))
    return last if state is BLANK and last is not None and last.given else state


@pytest.mark.parametrize(
    ("part", "bug", "law"),
    [
        ("_settle", settle_only_the_item, "something_is_stale"),
        ("_settle", settle_only_the_item, "plain_reckoning_differs"),
        ("_settle", settle_only_the_item, "order_matters"),
        ("_settle_item", settle_one_instance, "plain_reckoning_differs"),
        ("put", put_and_forget_to_take_back, "withdrawing_leaves_something"),
        ("put", put_and_tell_only_the_key, "change_is_told_wrong"),
        ("_evaluate", evaluate_hidden_as_if_it_counted, "hidden_counts"),
        ("_evaluate", evaluate_with_the_last_value, "withdrawing_leaves_something"),
    ],
)
def test_a_seeded_bug_is_caught(monkeypatch, part, bug, law):
    monkeypatch.setattr(Board, part, bug)

    assert find(CASES, lambda case: law_breaks(law, case), settings=FIRST)
