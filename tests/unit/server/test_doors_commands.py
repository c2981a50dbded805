"""The commands an operator types: one clear answer each."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from server.accounts.models import Person
from server.accounts.people import PersonRefused
from server.config import command_line
from server.config.listening import AddressUnusable, address, port_choose
from server.config.management.commands.settings import markdown
from server.devices.models import Code, Device
from server.devices.services import DeviceRefused
from server.sync.doors import TabletView
from shared.sync import enrolment_qr_read
from tests.ground.building import INSPECTORS, people_make
from tests.ground.doors import enrolled

ROOT = Path(__file__).resolve().parents[3]


def said(*words: str) -> list[dict]:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_code_is_one_json_line_with_what_the_qr_shows(db, now) -> None:
    people_make(now=now)
    [row] = said("devices", "code", "--officer", *INSPECTORS, "--label", "一号平板")
    assert enrolment_qr_read(row["qr"]).code == row["code"]
    assert row["url"] == "http://127.0.0.1:8000"
    assert (row["officers"], row["label"]) == (list(INSPECTORS), "一号平板")
    assert Code.objects.get().officers == list(INSPECTORS)


def test_officers_may_be_named_one_by_one(db, now) -> None:
    people_make(now=now)
    words = [word for officer in INSPECTORS for word in ("--officer", officer)]
    [row] = said("devices", "code", *words, "--url", "https://xunan.example/")
    assert (row["officers"], row["url"]) == (list(INSPECTORS), "https://xunan.example")


def test_tablets_are_listed_and_revoked(db, clock, monkeypatch) -> None:
    monkeypatch.setattr(TabletView, "clock", clock)
    people_make(now=clock.now())
    tablet = enrolled(clock=clock)
    [row] = said("devices", "list")
    assert (row["device"], row["revoked"], row["officers"]) == (
        tablet.device, None, sorted(INSPECTORS),
    )  # fmt: skip
    assert said("devices", "revoke", tablet.device) == [{"device": tablet.device, "revoked": True}]
    assert Device.objects.get().revoked_at is not None
    assert said("devices", "revoke", tablet.device)  # a repeat is a success
    with pytest.raises(DeviceRefused):
        said("devices", "revoke", "device-nowhere")


def test_the_first_administrator_is_made_with_a_password_that_stands_on_no_command_line(
    db, monkeypatch
) -> None:
    monkeypatch.setenv("XUNAN_ADMIN_PASSWORD", "a long enough word")
    call_command("create_admin", "boss", "--name", "陈静", stdout=io.StringIO())
    person = Person.objects.get()
    assert (person.full_name, person.role, person.is_superuser) == ("陈静", "administrator", True)
    assert person.check_password("a long enough word")
    with pytest.raises(PersonRefused):
        call_command("create_admin", "boss", stdout=io.StringIO())


def test_people_are_made_changed_and_listed(db, now, monkeypatch) -> None:
    people_make(now=now)
    monkeypatch.setenv("XUNAN_ADMIN_PASSWORD", "a long enough word")
    [made] = said(
        "people", "create", "zhang", "--name", "张伟", "--role", "inspector", "--officer", INSPECTORS[0],
        "--street", "220103002",
    )  # fmt: skip
    assert (made["name"], made["officer"], made["streets"]) == (
        "张伟",
        INSPECTORS[0],
        ["220103002"],
    )
    [changed] = said("people", "update", "zhang", "--role", "street", "--active", "no")
    assert (changed["role"], changed["active"], changed["streets"]) == (
        "street",
        False,
        ["220103002"],
    )
    assert said("people", "list") == [changed]
    with pytest.raises(PersonRefused):
        said("people", "update", "nobody")


def test_the_table_of_settings_in_the_documents_is_the_one_the_code_writes() -> None:
    assert markdown() in (ROOT / "docs" / "operations.md").read_text("utf-8"), (
        "docs/operations.md is stale: put the table of `python -m server settings --markdown` there."
    )


def test_only_commands_that_exist_are_listed() -> None:
    listed = command_line.commands()
    assert {"run", "web", "worker", "migrate", "create_admin", "devices", "settings"} <= set(listed)
    assert not {"backup", "restore", "wipe", "runserver"} & set(listed)
    assert all(command.help for command in listed.values())


def test_a_port_in_use_names_the_port_and_the_way_out() -> None:
    import socket

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian listens
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressUnusable) as refused:
            port_choose(bind="127.0.0.1", port=port)
    assert refused.value.code == "port_in_use"
    assert str(port) in refused.value.message
    assert "--port" in refused.value.remedy


def test_port_0_is_any_free_one() -> None:
    assert port_choose(bind="127.0.0.1", port=0) > 1023


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(AddressUnusable) as refused:
        port_choose(bind="203.0.113.7", port=0)
    assert refused.value.code == "address_unusable"


def test_an_address_is_written_as_a_browser_opens_it() -> None:
    assert address(bind="::1", port=80) == "http://[::1]:80"


def test_a_reader_that_goes_away_is_no_fault_of_ours() -> None:
    words = [sys.executable, "-m", "server", "settings"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as listing:
        listing.stdout.close()  # as `| head` does once it has its lines
        assert listing.stderr.read() == b""
    assert listing.returncode == 1
