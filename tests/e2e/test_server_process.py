"""The server as its operator sees it: real processes, signals, ports, and lines that break off."""

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from server.config import postgres
from shared.record import SigningKey, base64url_read, base64url_write
from shared.sync import challenge_sign, enrolment_qr_read, server_signature_check
from tests.ground.process import Server, command, environment, gone, processes_of, server_start

pytestmark = pytest.mark.e2e
PEOPLE = (
    "from datetime import UTC, datetime\n"
    "from server.intake.entry_make import entry_make\n"
    "now = datetime.now(UTC)\n"
    "entry_make(origin='office', name='body.import', now=now, data={'bodies': [{'id': 'b', 'name': '应急局'}]})\n"
    "entry_make(origin='office', name='officer.register', now=now, data={'id': 'zhang', 'name': '张伟',"
    " 'body': 'b', 'role': 'inspector', 'streets': []})\n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = server_start(tmp_path_factory.mktemp("server") / "var")
    made = command(running.data, "shell", "-c", PEOPLE)
    assert made.returncode == 0, made.stderr
    yield running
    running.stop()


class Line:
    """A tablet's line to the server; it believes signed answers only."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.key = SigningKey.generate()
        made = command(server.data, "devices", "code", "--officer", "zhang", "--url", server.url)
        qr = enrolment_qr_read(json.loads(made.stdout)["qr"])
        found = self.say(
            "/api/v1/enrol", None, code=qr.code, label="e2e", app="e2e/1",
            device_key=base64url_write(self.key.public),
        )  # fmt: skip
        self.device, self.epoch = found["device"], found["epoch"]
        asked = self.say("/api/v1/sync/session", None, device=self.device)["challenge"]
        sig = challenge_sign(self.key, device=self.device, challenge=asked)
        self.token = self.say(
            "/api/v1/sync/session", None, device=self.device, challenge=asked, sig=sig
        )["token"]

    def ask(self, method: str, path: str, body: bytes, **headers: str) -> tuple[int, dict, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token := getattr(self, "token", ""):
            named["Authorization"] = f"Bearer {token}"
        line.request(method, path, body, named)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, dict(answer.headers.items()), content

    def say(self, path: str, _: None, **members: str) -> dict:
        status, headers, content = self.ask("POST", path, json.dumps(members).encode())
        assert status == 200, content.decode()
        found = json.loads(content)
        self.keys = (
            [base64url_read(one) for one in found["server_keys"]]
            if "server_keys" in found
            else self.keys
        )
        names = {name.lower(): value for name, value in headers.items()}
        server_signature_check(names["xunan-signature"], content, self.keys)
        return found

    def break_off(
        self, method: str, path: str, part: bytes, *, length: int, **headers: str
    ) -> None:
        """Announce more than is sent, and cut the line."""
        named = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {self.token}",
            "Content-Length": str(length),
        }
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as line:
            line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + part)
            time.sleep(0.3)


def test_a_started_server_is_ready_and_its_worker_seals(server: Server) -> None:
    with urlopen(f"{server.url}/readyz") as answer:
        assert json.load(answer)["ready"] is True
    kinds = sorted(words.split(" -m server ")[1].split()[0] for words in processes_of(server.data).values()
                   if " -m server " in words)  # fmt: skip
    assert kinds.count("run") == 1
    assert kinds.count("worker") == 1
    assert kinds.count("web") >= 2  # granian and its worker


def test_a_photo_whose_line_breaks_goes_on_where_it_broke(server: Server) -> None:
    tablet, photo = Line(server), os.urandom(400_000)
    path = f"/api/v1/blobs/{hashlib.sha256(photo).hexdigest()}"
    tablet.break_off("PUT", path, photo[:150_000], length=len(photo))
    until = time.monotonic() + 10
    while (offset := int(tablet.ask("HEAD", path, b"")[1].get("upload-offset", 0))) == 0:
        assert time.monotonic() < until, "nothing of the broken upload was kept"
        time.sleep(0.1)
    assert 0 < offset <= 150_000
    status, _, content = tablet.ask("PATCH", path, photo[offset:], Upload_Offset=str(offset))
    assert (status, json.loads(content)["size"]) == (201, len(photo))
    stored = server.data / "blobs" / path[-64:][:2] / path[-64:]
    assert stored.read_bytes() == photo


def test_silent_lines_do_not_hold_the_web(tmp_path: Path) -> None:
    running = server_start(tmp_path / "var", XUNAN_THREADS="2", XUNAN_BODY_QUIET_S="2")
    try:
        lines = []
        for _ in range(4):
            line = socket.create_connection(("127.0.0.1", running.port), timeout=30)
            line.sendall(
                b"POST /api/v1/enrol HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{"
            )
            lines.append(line)
        answers = {line.recv(12) for line in lines}
        for line in lines:
            line.close()
        assert answers <= {b"HTTP/1.1 400", b""}
        with urlopen(f"{running.url}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"alive": True}
    finally:
        running.stop()


def test_a_database_that_goes_and_comes_back_is_missed_no_longer_than_it_is_gone(
    server: Server,
) -> None:
    tablet = Line(server)
    body = json.dumps({"epoch": tablet.epoch, "limit": 1, "cursors": {}}).encode()
    cluster = postgres.start(server.data / "postgres")
    replace(cluster, started_here=True).stop()
    status, headers, content = tablet.ask("POST", "/api/v1/sync/changes", body)
    assert (status, json.loads(content)["code"]) == (503, "server_busy")
    assert int({name.lower(): value for name, value in headers.items()}["retry-after"]) > 0
    assert tablet.ask("GET", "/readyz", b"")[0] == 503
    assert tablet.ask("GET", "/healthz", b"")[0] == 200
    postgres.start(server.data / "postgres")
    assert tablet.ask("POST", "/api/v1/sync/changes", body)[0] == 200
    log = (server.data / "server.log").read_text()
    assert "Traceback" not in log, log


def test_a_database_that_is_killed_is_started_again_by_itself(server: Server) -> None:
    tablet = Line(server)
    body = json.dumps({"epoch": tablet.epoch, "limit": 1, "cursors": {}}).encode()
    pid = int((server.data / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 30
    while tablet.ask("POST", "/api/v1/sync/changes", body)[0] != 200 or not ready(server):
        assert time.monotonic() < until, (server.data / "server.log").read_text()
        time.sleep(0.2)
    log = (server.data / "server.log").read_text()
    assert "the database was killed; starting it again" in log
    assert "Traceback" not in log, log


def ready(server: Server) -> bool:
    with suppress(OSError), urlopen(f"{server.url}/readyz", timeout=5) as answer:
        return bool(json.load(answer)["ready"])
    return False


def test_a_push_whose_line_breaks_is_taken_in_no_part(server: Server) -> None:
    tablet = Line(server)
    tablet.break_off("POST", "/api/v1/sync/ops", b"\x1f\x8b" + b"x" * 500, length=1000)
    with urlopen(f"{server.url}/metrics") as answer:
        assert "xunan_results{" not in answer.read().decode()
    assert tablet.ask("POST", "/api/v1/sync/ops", b"not gzip")[0] == 400


def test_many_tablets_at_once_all_get_their_answers(server: Server) -> None:
    tablet = Line(server)
    from concurrent.futures import ThreadPoolExecutor

    body = json.dumps({"epoch": tablet.epoch, "limit": 100, "cursors": {}}).encode()
    with ThreadPoolExecutor(16) as many:
        found = list(
            many.map(lambda _: tablet.ask("POST", "/api/v1/sync/changes", body)[0], range(64))
        )
    assert found == [200] * 64


def test_a_second_server_on_the_same_folder_is_refused_in_one_line(server: Server) -> None:
    second = command(server.data, "run", "--port", "0")
    assert second.returncode == 1
    assert "already runs on the data folder" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_told_in_one_line_with_a_way_out(server: Server, tmp_path: Path) -> None:
    second = command(tmp_path / "var", "run", "--port", str(server.port))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"Port {server.port} on 127.0.0.1 is in use" in second.stderr
    assert "--port" in second.stderr
    assert not processes_of(tmp_path / "var")


def test_a_web_that_dies_is_started_again(server: Server) -> None:
    webs = [
        pid for pid, words in processes_of(server.data).items() if words.endswith(" -m server web")
    ]
    time.sleep(
        max(0, 9 - (time.time() - server.data.stat().st_ctime))
    )  # past what counts as its start
    for pid in webs:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 30
    while True:
        try:
            with urlopen(f"{server.url}/readyz", timeout=5) as answer:
                assert json.load(answer)["ready"] is True
                break
        except OSError:
            assert time.monotonic() < until, (server.data / "server.log").read_text()
            time.sleep(0.2)
    now = [
        pid for pid, words in processes_of(server.data).items() if words.endswith(" -m server web")
    ]
    assert not set(now) & set(webs)


@pytest.fixture(scope="module")
def spare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder whose server may be stopped and killed; its database is made once."""
    return tmp_path_factory.mktemp("spare") / "var"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_every_process_the_database_too(spare: Path, number: int) -> None:
    running = server_start(spare)
    assert any("postgres" in words for words in processes_of(spare).values())
    assert running.stop(number) == 0
    assert gone(spare, within=3), processes_of(spare)


def test_a_killed_server_leaves_no_web_behind_and_the_next_one_takes_over(spare: Path) -> None:
    server_start(spare).stop(signal.SIGKILL)
    until = time.monotonic() + 20
    while any(" -m server " in words for words in processes_of(spare).values()):
        assert time.monotonic() < until, processes_of(spare)
        time.sleep(0.1)
    after = server_start(spare)
    with urlopen(f"{after.url}/readyz") as answer:
        assert json.load(answer)["ready"] is True
    assert after.stop() == 0
    assert gone(spare, within=3), processes_of(spare)


def test_a_database_in_use_is_dumped_before_its_tables_are_changed(spare: Path) -> None:
    server_start(spare).stop()
    dumps = spare / "dumps"
    assert not dumps.exists(), "a new database has nothing to keep"
    assert command(spare, "migrate", "sessions", "zero").returncode == 0
    dumps.touch()  # a file where the folder should be: no dump can be made
    refused = command(spare, "run", "--port", "0")
    assert refused.returncode == 1
    assert "could not be dumped" in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert "[ ] 0001_initial" in command(spare, "showmigrations", "sessions").stdout
    dumps.unlink()
    server_start(spare).stop()
    (dump,) = dumps.iterdir()
    assert str(dump) in (spare / "server.log").read_text()
    assert dump.stat().st_mode & 0o777 == 0o600
    listed = subprocess.run(
        [postgres.binary("pg_restore"), "--list", dump], capture_output=True, text=True, check=True
    )
    assert "TABLE DATA public ledger_entry" in listed.stdout
    assert "django_session" not in listed.stdout
    assert "[X] 0001_initial" in command(spare, "showmigrations", "sessions").stdout


@pytest.mark.parametrize(
    "words", [["devices", "list"], ["run", "--port", "0"], ["worker"], ["web", "--port", "0"]]
)
def test_a_database_that_is_gone_is_one_line_with_a_remedy(
    tmp_path: Path, words: list[str]
) -> None:
    ended = command(tmp_path / "var", *words, DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert ended.returncode == 1
    assert ended.stderr.startswith("The database does not answer:")
    assert "DATABASE_URL" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_wrong_settings_are_all_told_at_once(tmp_path: Path) -> None:
    ended = command(tmp_path / "var", "run", XUNAN_PORT="high", XUNAN_DEBUG="perhaps")
    assert ended.returncode == 2
    assert "XUNAN_PORT" in ended.stderr
    assert "XUNAN_DEBUG" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_command_lists_them_and_an_unknown_one_starts_nothing(tmp_path: Path) -> None:
    listed = command(tmp_path / "var")
    assert listed.returncode == 2
    assert "  run " in listed.stdout
    unknown = command(tmp_path / "var", "frobnicate")
    assert unknown.returncode == 1
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to drop")
def test_the_database_runs_without_roots_rights(server: Server) -> None:
    postgres = [
        pid for pid, words in processes_of(server.data).items() if "bin/postgres -D" in words
    ]
    spaces = {os.readlink(f"/proc/{pid}/ns/user") for pid in postgres}
    uids = {Path(f"/proc/{pid}/status").read_text().split("Uid:")[1].split()[0] for pid in postgres}
    assert os.readlink("/proc/self/ns/user") not in spaces or "0" not in uids
    assert environment(server.data)["XUNAN_DATA"] == str(server.data)
