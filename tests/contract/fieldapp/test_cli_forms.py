"""What `python -m fieldapp.cli` prints and answers: scripts and other tests rely on every name here."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from fieldapp.cli.running import main
from fieldapp.work import Tablet
from tests.ground.field import PIN, pin_cheap, server_make
from tests.ground.field_server import FieldServer
from tests.ground.visits import FIRST, SECOND, ink_png

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def server() -> Iterator[FieldServer]:
    with patch("fieldapp.store.keyring.pin_parameters", pin_cheap), server_make().running() as made:
        yield made


class Cli:
    """Run commands as a script would, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.status = 0
        self.problems: list[dict[str, Any]] = []
        self.error = ""

    def __call__(self, *words: object) -> list[dict[str, Any]]:
        out, err = io.StringIO(), io.StringIO()
        self.status = main(["--data", str(self.folder), *map(str, words)], out=out, err=err)
        self.error = err.getvalue()
        lines = [line for line in self.error.splitlines() if line.startswith("{")]
        self.problems = [json.loads(line) for line in lines]
        return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    (tmp_path / "pin").write_text(PIN + "\n")
    (tmp_path / "hand.png").write_bytes(ink_png())
    return Cli(tmp_path / "tablet")


def ready(cli: Cli, server: FieldServer, tmp_path: Path) -> None:
    qr = f"xunan:1;{server.url};{server.code};{server.fingerprint}"
    cli("enrol", qr, "--label", "T07")
    for officer in (SECOND, FIRST):
        cli("unlock", "--officer", officer, "--pin-file", tmp_path / "pin")
    cli("pull")


def test_a_day_on_the_command_line(cli: Cli, server: FieldServer, tmp_path: Path) -> None:
    made = cli("enrol", server.url, server.code, "--label", "T07")
    assert list(made[0]) == ["device", "epoch", "officers"]
    opened = cli("unlock", "--officer", SECOND, "--pin-file", tmp_path / "pin")
    assert opened == [{"officer": SECOND, "name": "赵敏", "first": True}]
    cli("unlock", "--officer", FIRST, "--pin-file", tmp_path / "pin")
    assert list(cli("pull")[0]) == ["rows", "pages", "scopes", "left", "server_time"]
    site = cli("sites", "老韩头")[0]["id"]
    task = cli("tasks", "--officer", FIRST)[0]["id"]
    run = cli("start", "--checklist", "gas.kitchen", "--site", site, "--visit", f"task:{task}")[0][
        "run"
    ]
    saved = cli("answer", run, "C1#甲瓶", "pass", "--note", "检验至2028年")[0]
    assert list(saved) == ["run", "item", "at", "changed", "photos", "saved_at"]
    assert (saved["item"], saved["at"]) == ("C1", ["甲瓶"])
    for item, value in (("G08", "pass"), ("G11", "1.5")):
        cli("answer", run, item, value)
    photo = tmp_path / "p.png"
    photo.write_bytes(ink_png())
    words = ("fail", "--grade", "major", "--slot", "6号桌", "--note", "桌下有瓶", "--photo", photo)
    assert len(cli("answer", run, "G07", *words)[0]["photos"]) == 1
    assert cli("confirm", run, "G07", "--officer", SECOND)[0]["confirmed_by"] == SECOND
    paper = cli("preview", run, tmp_path / "read.pdf")[0]
    assert (tmp_path / "read.pdf").read_bytes().startswith(b"%PDF")
    assert len(paper["sha256"]) == 64
    cli("sign", run, "--who", "site", "--refused", "不认可", "--witness", "社区王书记")
    for officer in (FIRST, SECOND):
        cli("sign", run, "--who", officer, "--image", tmp_path / "hand.png")
    assert cli("missing", run) == []
    finished = cli("finish", run)[0]
    assert (finished["state"], finished["owner"], cli.status) == ("queued", "network", 0)
    assert cli("push")[0]["outcomes"] == {"applied": 1}
    cli("pull")
    assert [row["state"] for row in cli("operations")] == ["confirmed"]
    assert cli("verify")[0]["faults"] == []
    status = cli("status", "--json")[0]
    assert (status["operations"], status["blobs_waiting"]) == ({"confirmed": 1}, 0)
    assert cli("rescue", tmp_path / "r.zip") == [{"file": str(tmp_path / "r.zip"), "members": 0}]


def test_a_status_has_these_names(cli: Cli, server: FieldServer, tmp_path: Path) -> None:
    ready(cli, server, tmp_path)
    assert list(cli("status")[0]) == [
        "device", "label", "url", "epoch", "author", "unlocked", "runs_open", "operations",
        "blobs_waiting", "blobs_waiting_bytes", "rows", "scopes", "last_contact", "journal_mode",
        "synchronous", "key_store", "disk_free", "disk_low", "notices",
    ]  # fmt: skip


def test_a_refusal_is_one_object_on_stderr_and_status_1(
    cli: Cli, server: FieldServer, tmp_path: Path
) -> None:
    ready(cli, server, tmp_path)
    run = cli("start", "--checklist", "gas.kitchen", "--site", "site-1", "--visit", "patrol")[0][
        "run"
    ]
    assert cli("finish", run) == []
    problem = cli.problems[0]
    assert (cli.status, list(problem)) == (1, ["code", "message", "remedy", "fields"])
    assert [field["where"] for field in problem["fields"]] == ["G07", "G08", "G11"]


@pytest.mark.parametrize(
    "words",
    [(), ("dance",), ("answer", "R"), ("recheck", "h", "maybe"), ("sites", "--limit", "many")],
)
def test_wrong_words_are_usage_and_status_2(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli(*words) == []
    assert cli.status == 2
    assert "usage" in cli.error
    assert not cli.folder.exists()


def test_no_network_is_status_3(cli: Cli) -> None:
    cli("enrol", "http://127.0.0.1:9", "CODE-1")
    assert (cli.status, cli.problems[0]["code"]) == (3, "network_unreachable")


def test_a_portal_is_status_3(cli: Cli, server: FieldServer) -> None:
    server.faults.append("portal")
    cli("enrol", server.url, server.code)
    assert cli.status == 3


def test_a_folder_in_use_is_status_4(cli: Cli) -> None:
    with Tablet.open(cli.folder):
        cli("status")
    assert (cli.status, cli.problems[0]["code"]) == (4, "store_in_use")


def test_a_batch_runs_many_commands_and_one_failure_does_not_stop_the_rest(
    cli: Cli, server: FieldServer, tmp_path: Path
) -> None:
    ready(cli, server, tmp_path)
    batch = tmp_path / "batch.txt"
    batch.write_text(
        "# a visit\n"
        "start --checklist gas.kitchen --site site-1 --visit patrol\n"
        "answer . G07 pass\n"
        "answer . G99 pass\n"
        'answer . G11 1.5 --note "软管 新换"\n'
        '["answer", ".", "C1#甲 瓶", "pass"]\n'
        "dance\n"
        "answer . G08 pass\n"
        "finish .\n",
        encoding="utf-8",
    )
    rows = cli("batch", batch)
    assert cli.status == 1
    assert [problem["code"] for problem in cli.problems] == ["answer_refused"]
    assert "line 6" in cli.error
    assert [row.get("item") for row in rows] == [None, "G07", "G11", "C1", "G08", None]
    assert rows[-1]["state"] == "queued"


def test_a_negative_number_is_a_value(cli: Cli, server: FieldServer, tmp_path: Path) -> None:
    ready(cli, server, tmp_path)
    run = cli("start", "--checklist", "gas.kitchen", "--site", "site-1", "--visit", "patrol")[0][
        "run"
    ]
    cli("answer", run, "G11", "-1")
    assert cli.status == 0, cli.error


def test_the_module_runs_by_its_name(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "fieldapp.cli",
        "--data",
        str(tmp_path / "t"),
        "status",
        "--json",
    ]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)["device"] is None
    assert ran.stderr == ""


def test_every_command_is_told_by_help() -> None:
    words = [sys.executable, "-m", "fieldapp.cli", "--help"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    named = {
        "enrol", "unlock", "pull", "sites", "start", "answer", "confirm", "sign", "finish",
        "recheck", "push", "status", "verify", "rescue", "batch",
    }  # fmt: skip
    assert named <= set(ran.stdout.split())
