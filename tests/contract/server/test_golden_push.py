"""What a past day's tablet sent, and a past day's ledger, make the same register in today's server."""

import hashlib
import io
import json
from datetime import datetime
from typing import Any

import pytest

from server.config.keys import server_key
from server.devices.models import Device
from server.hazards.models import Hazard, RectificationOrder
from server.inspections.models import Visit
from server.intake.accepting import push_accept
from server.intake.bundle_import import bundle_import
from server.intake.entry_make import entry_make
from server.intake.replaying import ledger_replay
from server.ledger.models import Entry, Head
from shared.clock import instant_read
from shared.record import base64url_write
from shared.sync import push_read
from tests.ground.golden import Golden, day_name, goldens

pytestmark = pytest.mark.django_db
every_day = pytest.mark.parametrize("golden", goldens(), ids=day_name)
TIMES = ("happened_at", "received_at")


@pytest.fixture(autouse=True)
def key(golden: Golden, tmp_path, settings) -> None:
    """Be the server of that day: its key opens the rescue bundle."""
    settings.DATA_DIR = tmp_path
    secret = bytes.fromhex(golden.facts["server_secret"])
    (tmp_path / "server.key").write_text(base64url_write(secret), "ascii")
    assert base64url_write(server_key().public) == golden.facts["server_key"]


def entries(golden: Golden) -> list[Entry]:
    found = []
    for row in json.loads(golden.read("ledger.json.xz")):
        times = {name: instant_read(row[name]) for name in TIMES}
        raw = {name: row[name].encode() for name in ("body", "signatures")}
        found.append(Entry(**{**row, **times, **raw}))
    return found


def office_prepare(golden: Golden) -> None:
    """Bring what the office had brought before the tablet's first operation, into this empty server."""
    for entry in entries(golden):
        if entry.origin == "device":
            return
        said = json.loads(entry.body)["data"]
        entry_make(
            origin=entry.origin, name=said["name"], data=said["data"], officer=entry.officer,
            now=entry.received_at,
        )  # fmt: skip


def push(golden: Golden, now: datetime) -> list[Any]:
    header, lines = push_read(golden.read("push.bin"))
    answer = push_accept(
        device=Device.objects.get(id=header.device), header=header, lines=lines, now=now
    )
    return [(result.outcome, result.code) for result in answer.results]


@every_day
def test_its_push_is_taken_into_an_empty_server(golden: Golden) -> None:
    office_prepare(golden)
    now = instant_read(golden.facts["pushed_at"])
    # the hazard of the re-check lived in the other server: it waits, the visits take effect
    expected = [("applied", None), ("held", "hazard_unknown"), ("applied", None)]
    assert push(golden, now) == expected
    found = Hazard.objects.order_by("item").values_list("item", "grade", "site_id")
    assert [list(row) for row in found] == [
        [item, grade, site] for item, grade, _, site in golden.facts["hazards"]
    ]
    assert set(Visit.objects.values_list("id", flat=True)) == {
        golden.facts["runs"]["inspection"],
        golden.facts["runs"]["patrol"],
    }
    assert push(golden, now) == expected  # a repeat gets the stored results
    assert Visit.objects.count() == 2


@every_day
def test_its_rescue_bundle_completes_a_push_that_broke_off(golden: Golden) -> None:
    office_prepare(golden)
    header, lines = push_read(golden.read("push.bin"))
    now = instant_read(golden.facts["pushed_at"])
    sent = [line for line, (_, state) in zip(lines, golden.facts["operations"], strict=True)
            if state == "confirmed"]  # fmt: skip
    device = Device.objects.get(id=header.device)
    push_accept(device=device, header=header, lines=sent, now=now)
    secret = hashlib.sha512(bytes.fromhex(golden.facts["server_secret"])).digest()[:32]
    file = io.BytesIO(golden.read("rescue.xunan"))
    imported = bundle_import(file=file, organisation_secret=secret, now=now)
    assert (imported.faults, imported.outcomes()) == ([], {"applied": len(lines) - len(sent)})
    assert imported.blobs >= 1


@every_day
def test_its_ledger_replays_to_the_same_register(golden: Golden) -> None:
    kept = entries(golden)
    replayed = ledger_replay(kept)
    assert (replayed.entries, [str(fault) for fault in replayed.faults]) == (len(kept), [])
    assert Head.objects.get().chain == kept[-1].chain
    rows = Hazard.objects.order_by("item").values_list("item", "grade", "state", "site_id")
    assert [list(row) for row in rows] == golden.facts["hazards"]
    assert RectificationOrder.objects.count() == golden.facts["orders"]
