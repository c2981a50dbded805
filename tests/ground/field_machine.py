"""Law 2 as a machine: a tablet and a server between which everything may be lost, cut or repeated."""

import copy
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fieldapp.store.operations import NEXT, OWNERS
from fieldapp.sync.client import NetworkUnreachable, Reply
from fieldapp.sync.pulling import changes_pull
from fieldapp.sync.pushing import operations_push
from fieldapp.sync.session import Session
from fieldapp.work import Tablet, operations_list
from fieldapp.work.operation_make import OperationWish, operation_make
from shared.clock import FixedClock
from tests.ground.field import NOW, field_open, tablet_open
from tests.ground.field_server import FieldServer, Said
from tests.ground.visits import FIRST

# what may happen to a request: it arrives, or never, or its answer is lost, or it arrives twice
WAYS = ("through", "lost", "answer_lost", "twice", "twice_answer_lost")
OUTCOMES = ("applied", "applied_with_conflict", "held", "rejected")


class Line(Session):
    """Ask the server without a network, as badly as `ways` says; a request once sent may come again."""

    def __init__(
        self, tablet: Tablet, server: FieldServer, ways: list[str], old: list[bytes]
    ) -> None:
        super().__init__(tablet)
        self._server = server
        self._ways = ways
        self._old = old

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
        tries: int | None = None,
    ) -> Reply:
        way = self._ways.pop(0) if self._ways else "through"
        if way == "lost":
            raise NetworkUnreachable("", way)
        said = self._said(path, body)
        if way.startswith("twice"):
            said = self._said(path, body)
        if way.endswith("answer_lost"):
            raise NetworkUnreachable("", way)
        return Reply(said.status, said.body, said.headers)

    def _said(self, path: str, body: bytes) -> Said:
        if path.endswith("/ops"):
            self._old.append(body)
            return self._server.ops(body)
        return self._server.changes(body)


class FieldMachine(RuleBasedStateMachine):
    """Make operations, exchange badly, restart, restore the server; then look at every operation."""

    template: Path  # an enrolled folder, made once

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="xunan-machine-"))
        self.clock = FixedClock(NOW, monotonic=1_000_000)
        self.made: dict[str, int] = {}  # operation id → seq
        self.old: list[bytes] = []
        self.restored = False

    @initialize()
    def begin(self) -> None:
        """Copy the enrolled folder and make a server that knows its device."""
        shutil.copytree(self.template, self.folder / "tablet")
        self.tablet = tablet_open(self.folder / "tablet", self.clock, ids="machine")
        self.server = self.server_make()
        self.server.device_key = self.tablet.ring.device_public
        self.backup = copy.deepcopy(self._server_state())

    def server_make(self) -> FieldServer:
        """Make the server."""
        return FieldServer([])

    @rule(note=st.text(alphabet='a好\n"\\', max_size=3))
    def make(self, note: str) -> None:
        """Make one operation."""
        data = {"hazard": "h-1", "verdict": "pass", "note": note, "blobs": []}
        wish = OperationWish("recheck", self.tablet.ids.new(), FIRST, 0, data, "复查")
        made = operation_make(self.tablet, wish)
        self.made[made.id] = made.seq

    @rule(ways=st.lists(st.sampled_from(WAYS), max_size=3), outcome=st.sampled_from(OUTCOMES))
    def push(self, ways: list[str], outcome: str) -> None:
        """Push over a bad line; the server decides so of what is new."""
        self.server.decide = lambda made: replace(
            made, outcome=outcome, position=None if outcome == "held" else made.position
        )
        self._try(lambda line: operations_push(self.tablet, line), ways)

    @rule(ways=st.lists(st.sampled_from(WAYS), max_size=2))
    def pull(self, ways: list[str]) -> None:
        """Pull over a bad line."""
        self._try(lambda line: changes_pull(self.tablet, line), ways)

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Let an old push arrive once more; nobody waits for its answer."""
        self.server.ops(data.draw(st.sampled_from(self.old)))

    @rule()
    def restart(self) -> None:
        """Start the tablet again."""
        self.tablet.close()
        self.tablet = tablet_open(self.folder / "tablet", self.clock, ids=f"m{len(self.made)}")

    @rule()
    def release(self) -> None:
        """Let everything that is held take effect."""
        for result in list(self.server.results.values()):
            if result.outcome == "held":
                self.server.position += 1
                self.server.result(
                    replace(result, outcome="applied", position=self.server.position)
                )

    @rule()
    def keep(self) -> None:
        """Back the server up."""
        self.backup = copy.deepcopy(self._server_state())

    @rule()
    def restore(self) -> None:
        """Restore the server from its backup: another epoch, and what came later is gone."""
        for name, value in copy.deepcopy(self.backup).items():
            setattr(self.server, name, value)
        number = int(self.server.epoch.rpartition("-")[2]) if "-" in self.server.epoch else 1
        self.epochs = max(getattr(self, "epochs", 1), number) + 1
        self.server.epoch = f"epoch-{self.epochs}"
        self.old.clear()  # a push of before belongs to a line that is dead

    def _server_state(self) -> dict[str, Any]:
        names = ("operations", "results", "effects", "rows", "position")
        return {name: getattr(self.server, name) for name in names}

    def _try(self, deed: Any, ways: list[str]) -> None:
        try:
            deed(Line(self.tablet, self.server, list(ways), self.old))
        except NetworkUnreachable:
            return  # the next try goes on

    @invariant()
    def nothing_is_lost_or_hidden(self) -> None:
        """See every operation once, in a known state, with somebody who must act."""
        if not hasattr(self, "tablet"):
            return
        rows = operations_list(self.tablet)
        assert {row.id: row.seq for row in rows} == self.made
        for row in rows:
            assert row.state in NEXT
            assert row.owner == OWNERS[row.state]
            assert (row.owner == "nobody") == (row.state == "confirmed")
        assert list(self.tablet.outbox.seqs()) == sorted(self.made.values())

    @invariant()
    def nothing_is_applied_twice(self) -> None:
        """See each operation take effect at most once."""
        if hasattr(self, "server"):
            assert len(set(self.server.effects)) == len(self.server.effects)

    def teardown(self) -> None:
        """Exchange once over a good line: then everything is answered, and nothing is stuck."""
        try:
            if hasattr(self, "tablet"):
                self._converges()
        finally:
            if hasattr(self, "tablet"):
                self.tablet.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _converges(self) -> None:
        for _ in range(2):  # a new epoch is learned in one round and paid in the next
            operations_push(self.tablet, Line(self.tablet, self.server, [], self.old))
            changes_pull(self.tablet, Line(self.tablet, self.server, [], self.old))
        self.release()
        changes_pull(self.tablet, Line(self.tablet, self.server, [], self.old))
        expected = {
            result.hash: "rejected" if result.outcome == "rejected" else "confirmed"
            for result in self.server.results.values()
        }
        found = {row.hash: row.state for row in operations_list(self.tablet)}
        assert found == expected
        assert len(self.server.effects) == len(self.made)


def template_make(folder: Path) -> Path:
    """Make the enrolled folder that each example begins with."""
    with field_open(folder) as field:
        field.tablet.operations.head()
    return folder
