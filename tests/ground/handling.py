"""A small handler for tests of the intake itself: what an operation asks for, it does to a real table."""

import pytest

from server.accounts.models import Body, Officer
from server.intake import handlers
from server.ledger.acceptance import Acceptance
from shared.problems import Problem
from shared.sync import Outcome

KIND = "attempt"


class NoteRefused(Problem):
    """Refuse a note."""


def note_apply(*, acceptance: Acceptance) -> Outcome:
    """Store a body named by the operation; refuse, crash, dangle, wait or announce where it asks for that."""
    data = acceptance.data
    wanted = data.get("needs")
    if wanted and not Body.objects.filter(id=wanted).exists():
        return Outcome.held(
            code="body_unknown", remedy="等待部门登记。", waits_for=f"body:{wanted}"
        )
    Body.objects.create(id=data["note"], name=data["note"], position=acceptance.position)
    acceptance.feed(
        scope="district", kind="note", id=data["note"], data={"at": acceptance.position}
    )
    if data.get("do") == "refuse":
        raise NoteRefused("note_refused", "这条不行。", "请改正。")
    if data.get("do") == "crash":
        raise KeyError("a fault of ours")
    if data.get("do") == "dangle":
        Officer.objects.create(
            id=data["note"],
            name="无",
            body_id="nowhere",
            role="inspector",
            position=acceptance.position,
        )
    if data.get("office") and acceptance.released_by is None:
        Body.objects.filter(id=data["note"]).delete()
        return Outcome.held(code="note_for_office", remedy="等待安全办公室。")
    acceptance.arrived(f"body:{data['note']}")
    return Outcome.applied()


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the server take in notes, under a kind of the wire that has room for them."""
    monkeypatch.setattr(handlers, "KIND_HANDLERS", {**handlers.KIND_HANDLERS, KIND: note_apply})
    return KIND
