"""The day over a line that breaks: the tablet reaches the server only through a network that is cut."""

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from tests.ground.pair import Cli, batch_of_visit, counts, enrolled, pair_server, shell
from tests.ground.process import Server, processes_of, server_start
from tools.demo.network import TO_SERVER, TO_TABLET, Network

pytestmark = pytest.mark.e2e
NETWORK = 3  # exit status: no way to the server
RISKS = """
import json, time
from server.risks.models import Risk
until = time.monotonic() + 60
while not (found := list(Risk.objects.filter(site='site-1').values('scenario', 'level'))):
    assert time.monotonic() < until, 'the worker assessed nothing'
    time.sleep(0.2)
print(json.dumps(found))
"""


@dataclass
class Place:
    """Hold the server, which may be killed and started again, and the line to it."""

    server: Server
    network: Network

    def kill(self) -> None:
        """End every process of the server but its database, as a loss of power would."""
        for number, words in processes_of(self.server.data).items():
            if " -m server " in words:
                os.kill(number, signal.SIGKILL)

    def start_again(self) -> None:
        """Start the server anew on the same data; the tablet's address stays."""
        self.server.stop(signal.SIGKILL)
        self.server = server_start(self.server.data)
        self.network.server_port = self.server.port


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    running = pair_server(tmp_path_factory.mktemp("server") / "var")
    made = Place(running, Network(running.port))
    yield made
    made.network.close()
    made.server.stop()


@pytest.fixture(autouse=True)
def line(place: Place) -> Iterator[None]:
    """Begin each test with an open line that nobody watches."""
    place.network.watch = None
    place.network.up()
    yield
    place.network.watch = None


def tablet_of(place: Place, folder: Path, *, label: str) -> Cli:
    return enrolled(place.server, folder, label=label, url=place.network.url)


def states(cli: Cli) -> list[str]:
    return [row["state"] for row in cli("operations")]


def test_a_day_without_a_network_ends_as_a_hazard_a_risk_and_a_confirmation(
    place: Place, tmp_path: Path
) -> None:
    cli = tablet_of(place, tmp_path, label="D01")
    before = counts(place.server.data)
    place.network.down()
    cli("batch", batch_of_visit(cli, tmp_path, visit="task:task-1", fails="G05"))
    cli("sync", ends=NETWORK)
    assert states(cli) in (["queued"], ["sent"])
    assert counts(place.server.data) == before

    place.network.up()
    assert cli("push")[0]["outcomes"] == {"applied": 1}
    after = counts(place.server.data)
    assert (after["visits"] - before["visits"], after["hazards"] - before["hazards"]) == (1, 1)
    assessed = shell(place.server.data, RISKS)
    assert '"level": "red"' in assessed
    assert states(cli) == ["applied"], "only the server's own row confirms"
    cli("pull")
    assert states(cli) == ["confirmed"]
    site = cli("site", "site-1")[0]
    assert [(one["item"], one["grade"]) for one in site["hazards"]] == [("G05", "major")]
    assert "red" in {one["level"] for one in site["risks"]}
    again = cli("push")[0]
    assert (again["sent"], again["blobs"], counts(place.server.data)) == (0, 0, after)


def test_a_server_killed_after_it_took_a_push_and_before_it_answered_takes_nothing_twice(
    place: Place, tmp_path: Path
) -> None:
    cli = tablet_of(place, tmp_path, label="D02")
    for _ in range(2):
        cli("batch", batch_of_visit(cli, tmp_path, visit="patrol", fails=None))
    before, asked = counts(place.server.data), threading.Event()

    def watch(way: str, chunk: bytes) -> bytes | None:
        if way == TO_SERVER and b"/api/v1/sync/ops" in chunk:
            asked.set()
        if way == TO_TABLET and asked.is_set():
            place.kill()  # the answer exists, so the push is committed; the tablet never sees it
            return None
        return chunk

    place.network.watch = watch
    cli("push", ends=NETWORK)
    place.network.watch = None
    assert states(cli) == ["sent", "sent"]

    place.start_again()
    taken = counts(place.server.data)
    assert taken["visits"] - before["visits"] == 2, "the push was not taken before the kill"
    synced = cli("sync")[0]
    assert (synced["push"]["sent"], synced["push"]["outcomes"]) == (2, {"applied": 2})
    assert states(cli) == ["confirmed", "confirmed"]
    assert counts(place.server.data)["visits"] == taken["visits"]
    assert counts(place.server.data)["operations"] == taken["operations"]
    assert cli("verify")[0]["faults"] == []


@dataclass
class Cutter:
    """Break the first upload after so many bytes; count what is sent to the server in all."""

    after: int
    sent: int = 0
    cut: bool = False
    starts: list[bytes] = field(default_factory=list)

    def __call__(self, way: str, chunk: bytes) -> bytes | None:
        if way == TO_TABLET:
            return chunk
        self.sent += len(chunk)
        if b"/api/v1/blobs/" in chunk:
            self.starts.append(chunk.split(b" ", 1)[0])
        if not self.cut and self.sent > self.after:
            self.cut = True
            return None
        return chunk


def test_a_photo_whose_upload_was_cut_goes_on_and_is_not_sent_from_the_start(
    place: Place, tmp_path: Path
) -> None:
    cli = tablet_of(place, tmp_path, label="D03")
    Image.effect_noise((1600, 1200), 120).convert("RGB").save(tmp_path / "large.jpg", quality=95)
    batch = batch_of_visit(cli, tmp_path, visit="patrol", fails=None)
    run = cli("runs")[0]["id"]
    sha256 = cli("photo", run, "G01", tmp_path / "large.jpg")[0]["sha256"]
    cli("batch", batch)
    size = cli("status")[0]["blobs_waiting_bytes"]
    assert size > 500_000
    cutter = Cutter(after=size * 3 // 5)
    place.network.watch = cutter
    pushed = cli("push")[0]
    assert (pushed["blobs"], pushed["waiting"]) == (1, 0)
    assert cutter.cut
    assert cutter.starts[0] == b"PUT"
    assert cutter.starts[-1] == b"PATCH"
    assert cutter.sent < size * 5 // 4, "it was sent from the start again"
    kept = place.server.data / "blobs" / sha256[:2] / sha256
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256


@contextmanager
def portal() -> Iterator[int]:
    """Answer everything with 200 and a page, as a hotel's network does; give the port."""

    class Answers(BaseHTTPRequestHandler):
        def _page(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            page = "<html><body>请登录</body></html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = _page

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield listener.server_address[1]
    listener.shutdown()
    thread.join()
    listener.server_close()


def test_a_portal_that_answers_200_to_everything_is_not_believed(
    place: Place, tmp_path: Path
) -> None:
    cli = tablet_of(place, tmp_path, label="D04")
    cli("batch", batch_of_visit(cli, tmp_path, visit="patrol", fails=None))
    with portal() as port:
        place.network.server_port = port
        cli("sync", ends=NETWORK)
        assert states(cli) in (["queued"], ["sent"])
    place.network.server_port = place.server.port
    assert cli("sync")[0]["confirmed"] == 1
    assert states(cli) == ["confirmed"]
