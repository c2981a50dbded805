"""The server's own entries: signed, in order, all or nothing."""

import json

import pytest

from server.accounts.models import Body
from server.config.keys import server_key
from server.intake.deciding import IntentRefused
from server.intake.entry_make import EntryRefused, entry_make
from server.ledger.models import Commit, Entry, Head
from server.ledger.writing import ledger_writing
from shared.problems import Problem
from shared.record import body_read, signature_verify, signatures_read


def bodies(*names: str) -> dict[str, object]:
    return {"bodies": [{"id": name, "name": name, "competences": []} for name in names]}


def make(*names: str, now, **more):
    return entry_make(origin="office", name="body.import", data=bodies(*names), now=now, **more)


def test_an_entry_is_a_body_signed_by_the_server(db, now):
    made = make("b-1", now=now, officer="officer-1")
    entry = Entry.objects.get(position=made.entry.position)
    body = bytes(entry.body)
    (signature,) = signatures_read(bytes(entry.signatures))
    signature_verify(message=body, signature=signature, public_key=server_key().public)
    envelope = body_read(body)
    assert (envelope.device, envelope.officer, envelope.seq) == ("server", "officer-1", 1)
    assert envelope.data == {"name": "body.import", "data": bodies("b-1")}
    assert (entry.outcome, entry.happened_at, entry.uncertainty_ms) == ("applied", now, 0)


def test_each_entry_names_the_ledger_it_follows(db, now):
    first, second = make("b-1", now=now).entry, make("b-2", now=now).entry
    assert body_read(bytes(second.body)).prev == first.chain


def test_a_refused_entry_leaves_nothing_behind(db, now):
    make("b-1", now=now)
    head = Head.objects.get().position
    with pytest.raises(Problem):
        entry_make(origin="office", name="body.import", data={"bodies": [{"id": "x"}]}, now=now)
    assert Head.objects.get().position == head
    assert Entry.objects.count() == 1


def test_several_entries_share_one_commit(db, now):
    with ledger_writing(now=now) as writer:
        for name in ("b-1", "b-2", "b-3"):
            make(name, now=now, writer=writer, import_id="import-1")
    assert Entry.objects.filter(import_id="import-1").count() == 3
    commit = Commit.objects.get()
    assert (commit.first, commit.position) == (1, Head.objects.get().position)


def test_a_refusal_within_an_import_undoes_that_entry_alone(db, now):
    with ledger_writing(now=now) as writer:
        make("b-1", now=now, writer=writer)
        with pytest.raises(Problem):
            entry_make(origin="office", name="body.import", data={}, now=now, writer=writer)
        make("b-2", now=now, writer=writer)
    assert set(Body.objects.values_list("id", flat=True)) == {"b-1", "b-2"}
    assert Entry.objects.count() == 2


def test_the_clock_may_not_bring_what_the_office_must(db, now):
    with pytest.raises(IntentRefused):
        entry_make(origin="clock", name="body.import", data=bodies("b-1"), now=now)


def test_an_intent_nobody_knows_is_refused_at_once(db, now):
    with pytest.raises(EntryRefused) as refused:
        entry_make(origin="office", name="hazard.paint", data={}, now=now)
    assert refused.value.code == "record_kind_unknown"


def test_times_are_whole_milliseconds(db, now):
    entry = make("b-1", now=now.replace(microsecond=123_456)).entry
    assert entry.received_at.microsecond == 123_000
    assert json.loads(bytes(entry.body))["wall"].endswith(".123Z")
