"""Law 5: a changed byte in any stored record, file or entry is found, and named."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.blobs.models import Blob
from server.blobs.services import blob_folder
from server.config.keys import server_key, server_keys
from server.devices.models import Device, OfficerKey
from server.intake.verifying import database_verify, device_keys
from server.ledger.models import Entry, Head, Seal
from server.ledger.sealing import minutes_seal, seals_export
from server.ledger.verifying import entries_verify
from shared.clock import FixedClock
from shared.record import key_id
from tests.ground.building import INSPECTORS, office, people_make, tablet_make

ZHANG = INSPECTORS[0]
CONTENT = b"a photo"


@pytest.fixture
def ledger(db, clock: FixedClock, notes: str, tmp_path, settings) -> FixedClock:
    """Fill a ledger: people, a tablet's operations of each outcome, a file, a fork, seals of two minutes."""
    settings.DATA_DIR = tmp_path
    server_key()
    people_make(now=clock.now())
    tablet = tablet_make(clock=clock)
    twin = type(tablet)(tablet.device, INSPECTORS, clock)
    lines = [
        tablet.line("attempt", {"note": name, **more}, officer=ZHANG)
        for name, more in [
            ("a", {}), ("b", {"do": "refuse"}), ("c", {"needs": "late"}), ("d", {"do": "crash"}),
        ]
    ]  # fmt: skip
    tablet.push(*lines[:2], lines[2], lines[3], tablet.line("attempt", {}, officer=ZHANG)[:60])
    twin.push(twin.line("attempt", {"note": "x"}, officer=ZHANG))
    clock.advance(timedelta(minutes=3))
    office("body.import", {"bodies": [{"id": "late", "name": "late"}]}, now=clock.now())
    sha256 = blob_folder().store(CONTENT)
    data = {"sha256": sha256, "size": len(CONTENT), "device": tablet.device}
    office("blob.arrived", data, now=clock.now())
    clock.advance(timedelta(minutes=3))
    assert minutes_seal(now=clock.now(), key=server_key()) == 2
    return clock


def faults(tmp_path) -> list[str]:
    verified = database_verify(
        server_keys=server_keys(), blobs=blob_folder(), exports=tmp_path / "seals"
    )
    return [str(fault) for fault in verified.faults]


@contextmanager
def tampering(model: type[models.Model]) -> Iterator[None]:
    """Let somebody with the database's own rights change rows; all is as before afterwards."""
    table = model._meta.db_table
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)


def flipped(value: Any, field: models.Field) -> Any:
    """Give a value that differs in the least."""
    other = {
        "origin": lambda: "clock" if value != "clock" else "office",
        "outcome": lambda: "applied" if value != "applied" else "rejected",
    }
    if field.name in other:
        return other[field.name]()
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, int):
        return value ^ (1 << 20)
    if isinstance(value, memoryview | bytes):
        content = bytearray(value or b"x")
        content[len(content) // 2] ^= 1
        return bytes(content)
    if not value:
        return 1 if isinstance(field, models.BigIntegerField) else "x"
    last = "0" if value[-1] != "0" else "1"
    return value[:-1] + last


def entry_faults() -> list[str]:
    """Give the faults of the entries alone, as verify_chain finds them."""
    own = {key_id(public): public for public in server_keys()}
    return [str(one) for one in entries_verify(keys={**device_keys(), "": own})]


def undetected(rows: QuerySet, word: str, look: Callable[[], list[str]]) -> list[str]:
    """Change every column of the rows, one at a time; give the changes that were not named with their row."""
    missed, model = [], rows.model
    for row in rows:
        for column in model._meta.concrete_fields:
            with tampering(model):
                new = flipped(getattr(row, column.attname), column)
                model.objects.filter(pk=row.pk).update(**{column.attname: new})
                found = look()
            names = (
                {f"{word} {row.pk}", f"{word} {new}"}
                if column.primary_key
                else {f"{word} {row.pk}"}
            )
            if not any(re.match(rf"{name}\b", fault) for name in names for fault in found):
                missed.append(f"{row} {column.name}: {found}")
    return missed


def test_what_nobody_changed_has_no_fault(ledger, tmp_path):
    assert faults(tmp_path) == []


def test_a_changed_column_of_an_entry_is_found(ledger, tmp_path):
    sorts = ("origin", "kind", "name", "outcome", "code")
    one_of_each = Entry.objects.order_by(*sorts).distinct(*sorts)
    assert one_of_each.count() > 10
    assert undetected(one_of_each, "entry", entry_faults) == []


def test_a_changed_column_of_a_seal_is_found(ledger, tmp_path):
    assert undetected(Seal.objects.all(), "seal", lambda: faults(tmp_path)) == []


def test_a_changed_column_of_a_file_row_is_found(ledger, tmp_path):
    assert undetected(Blob.objects.all(), "blob", lambda: faults(tmp_path)) == []


@pytest.mark.parametrize("model", [Device, OfficerKey])
def test_a_changed_key_is_found(ledger, tmp_path, model):
    for row in model.objects.all():
        with tampering(model):
            key = bytearray(row.public_key)
            key[3] ^= 4
            model.objects.filter(pk=row.pk).update(public_key=bytes(key))
            assert any(model.__name__ in fault for fault in faults(tmp_path))


def test_changed_bytes_of_a_file_are_found(ledger, tmp_path):
    blob = Blob.objects.get()
    path = blob_folder().path(blob.sha256)
    path.write_bytes(b"A photo")
    (fault,) = faults(tmp_path)
    assert blob.sha256 in fault
    path.unlink()
    (fault,) = faults(tmp_path)
    assert "missing" in fault


@pytest.mark.parametrize("which", ["first", "middle", "last"])
def test_an_entry_taken_out_is_found(ledger, tmp_path, which):
    positions = list(Entry.objects.order_by("position").values_list("position", flat=True))
    index = {"first": 0, "middle": len(positions) // 2, "last": -1}[which]
    with tampering(Entry):
        Entry.objects.filter(position=positions[index]).delete()
        assert faults(tmp_path)


def test_two_entries_exchanged_are_found(ledger, tmp_path):
    one, two = Entry.objects.order_by("position")[2:4]
    with tampering(Entry):
        Entry.objects.filter(position=one.position).update(position=10_000)
        Entry.objects.filter(position=two.position).update(position=one.position)
        Entry.objects.filter(position=10_000).update(position=two.position)
        assert len(faults(tmp_path)) >= 2


def test_a_tail_cut_off_is_found_also_when_the_head_was_made_to_fit(ledger, tmp_path, settings):
    seals_export(folder=tmp_path / "seals", now=ledger.now() + timedelta(days=1))
    assert faults(tmp_path) == []
    last = Entry.objects.latest("position")
    before = Entry.objects.filter(position__lt=last.position).latest("position")
    with tampering(Entry), tampering(Seal):
        Entry.objects.filter(position=last.position).delete()
        Head.objects.update(chain=before.chain)
        Seal.objects.latest("number").delete()
        Blob.objects.all().delete()
        assert any("exported seal" in fault for fault in faults(tmp_path))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_flipped_bit_of_any_body_or_signature_is_found(ledger, tmp_path, data):
    entry = data.draw(st.sampled_from(list(Entry.objects.order_by("position"))))
    column = data.draw(st.sampled_from(["body", "signatures"]))
    content = bytearray(getattr(entry, column) or b"[]")
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    with tampering(Entry):
        Entry.objects.filter(position=entry.position).update(**{column: bytes(content)})
        assert any(f"entry {entry.position}" in fault for fault in faults(tmp_path))


def test_the_command_names_what_it_found_and_fails(ledger, tmp_path):
    said = StringIO()
    call_command("verify_chain", stdout=said)
    assert "all as it was written" in said.getvalue()
    entry = Entry.objects.first()
    with tampering(Entry):
        Entry.objects.filter(position=entry.position).update(remedy="changed")
        with pytest.raises(CommandError, match="1 faults"):
            call_command("verify_chain", stdout=said)
    assert f"entry {entry.position}" in said.getvalue()
