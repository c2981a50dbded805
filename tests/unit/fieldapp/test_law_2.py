"""Law 2: every operation has a visible state and an owner until confirmed; none is applied twice."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from fieldapp.store.operations import ANSWERED, NEXT, OWNERS, Operations
from fieldapp.work import run_finish
from shared.sync import Result
from tests.ground.field import Field, run_answer, run_begin
from tests.ground.field_machine import FieldMachine, template_make
from tests.ground.field_server import FieldServer

THOROUGH = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# To find a bug is enough: nobody reads the smallest example of a bug that was put there. It ends at the first one;
# the many tries are for the day a constant added elsewhere turns Hypothesis another way.
FINDING = settings(THOROUGH, max_examples=5000, stateful_step_count=12, phases=[Phase.generate])


@pytest.fixture
def machine(tmp_path: Path) -> type[FieldMachine]:
    class Machine(FieldMachine):
        template = template_make(tmp_path / "template")

    return Machine


def test_whatever_the_line_does_nothing_is_lost_hidden_stuck_or_applied_twice(
    machine: type[FieldMachine],
) -> None:
    run_state_machine_as_test(machine, settings=THOROUGH)


class AppliesAgain(FieldServer):
    """Show the bug: a repeat takes effect again."""

    def _take(self, seq: int, line: bytes) -> Result:
        result = super()._take(seq, line)
        if seq in self.results and result.hash in self.effects:
            self.effects.append(result.hash)
        return result


def test_a_server_that_applies_repeats_would_be_caught(machine: type[FieldMachine]) -> None:
    class Buggy(machine):  # type: ignore[misc, valid-type]
        def server_make(self) -> FieldServer:
            return AppliesAgain([])

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Buggy, settings=FINDING)


def test_a_tablet_that_forgets_what_it_sent_would_be_caught(machine: type[FieldMachine]) -> None:
    """Show the bug: what was sent once is not offered again, though its answer never came."""

    def only_queued(self: Operations, *, limit: int) -> tuple[object, ...]:
        return tuple(one for one in reversed(self.all()) if one.state == "queued")[:limit]

    with patch.object(Operations, "to_send", only_queued), pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=FINDING)


def test_a_tablet_that_confirms_by_the_answer_alone_would_be_caught(
    machine: type[FieldMachine],
) -> None:
    """Show the bug: an answer counts as confirmed; a restored server then never gets it again."""

    def too_early(self: Operations, results: list[Result]) -> None:
        with self._database.writing() as db:
            for result in results:
                db.execute("UPDATE operation SET state = 'confirmed' WHERE seq = ?", (result.seq,))

    def offer_unconfirmed(self: Operations, *, since: str) -> None:
        self._database.db.execute(
            "UPDATE operation SET state = 'queued' WHERE state <> 'confirmed'"
        )

    with (
        patch.object(Operations, "answered", too_early),
        patch.object(Operations, "offer_again", offer_unconfirmed),
        pytest.raises(AssertionError),
    ):
        run_state_machine_as_test(machine, settings=FINDING)


def test_every_state_but_the_last_has_an_owner_and_a_way_on() -> None:
    assert set(NEXT) | {"draft"} == set(OWNERS)
    assert [state for state in NEXT if OWNERS[state] == "nobody"] == ["confirmed"]
    for state, following in NEXT.items():
        assert following <= set(NEXT)
        assert "queued" in following or state == "queued"  # a server that lost it gets it again


@pytest.mark.parametrize("state", sorted(NEXT))
@pytest.mark.parametrize("outcome", ANSWERED)
def test_each_cell_of_the_table_of_states_is_obeyed(field: Field, state: str, outcome: str) -> None:
    run = run_begin(field.tablet)
    run_answer(field.tablet, run)
    made = run_finish(field.tablet, run=run)
    store = field.tablet.operations
    with field.tablet.database.writing() as db:
        db.execute("UPDATE operation SET state = ?", (state,))
    store.answered([Result(1, made.hash, outcome, position=5)])
    assert store.get(1).state == (outcome if outcome in NEXT[state] else state)
    store.answered([Result(1, "ab" * 32, outcome, position=5)])  # of another operation
    assert store.get(1).state == (outcome if outcome in NEXT[state] else state)
