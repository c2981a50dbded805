"""The day a golden folder keeps: a real server and a real tablet, with fixed clock, ids and keys.

Only `tests/contract/make_golden.py` plays it; it needs the packages of both sides. What the system's
randomness makes (nonces, sealing keys, the server's file names) differs from day to day; all else is the same.
"""

import hashlib
import io
import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from PIL import Image, ImageDraw

from fieldapp.config import NetworkLimits, StoreLimits
from fieldapp.work import Tablet
from shared.clock import FixedClock
from shared.ids import SequenceIds
from shared.record import SigningKey, base64url_write

BEGINS = datetime(2026, 11, 22, 1, 10, tzinfo=UTC)
EPOCH = "00000000-0000-4000-8000-000000000002"
PIN = "246802"
PUT_COMMIT = (
    "INSERT INTO ledger_commit (position, first, tag, at)"
    " SELECT p, f, md5('golden 2 ' || p), at"
    " FROM (VALUES (%s::bigint, %s::bigint, %s::timestamptz)) AS made (p, f, at)"
)
LIMITS = StoreLimits(reserve_bytes=64 * 1024)
QUICK = NetworkLimits(connect_seconds=5, read_seconds=20)


def key_named(name: str) -> SigningKey:
    """Give the same key for the same name each time."""
    return SigningKey.from_bytes(hashlib.sha256(f"golden 2 {name}".encode()).digest())


def photo(text: str) -> bytes:
    """Give a small picture that says what it is."""
    picture = Image.new("RGB", (160, 120), (214, 226, 232))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([20, 40, 140, 100], outline=(30, 60, 90), width=3)
    pen.text((30, 60), text, fill=(160, 20, 20))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=80)
    return written.getvalue()


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Stay silent."""


@contextmanager
def server_answers(clock: FixedClock) -> Iterator[str]:
    """Answer over real HTTP on a free port, by the given clock; give the address."""
    from django.core.wsgi import get_wsgi_application

    from server.sync.doors import TabletView

    with patch.object(TabletView, "clock", clock):
        listener = make_server(
            "127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Silent
        )
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.server_port}"
        finally:
            listener.shutdown()
            thread.join()
            listener.server_close()


@contextmanager
def nothing_by_chance(data: Path) -> Iterator[None]:
    """Fix the server's key, epoch and tags, the keys tablets make, and one-time codes."""
    from django.db import connection

    (data / "server.key").write_text(base64url_write(key_named("server").to_bytes()), "ascii")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_head (id, position, chain, epoch) VALUES (1, 0, %s, %s)",
            ["0" * 64, EPOCH],
        )
        cursor.execute(
            "INSERT INTO ledger_epoch (name, position, began_at) VALUES (%s, 0, %s)",
            [EPOCH, BEGINS],
        )
    count = iter(range(1000))
    codes = SimpleNamespace(choice=random.Random(2).choice)
    with ExitStack() as stack:
        stack.enter_context(
            patch.object(SigningKey, "generate", lambda: key_named(f"key {next(count)}"))
        )
        stack.enter_context(patch("server.devices.codes.secrets", codes))
        stack.enter_context(patch("server.ledger.writing._PUT_COMMIT", PUT_COMMIT))
        yield


def tablet_open(folder: Path, clock: FixedClock) -> Tablet:
    """Open the day's tablet."""
    ids = SequenceIds(f"golden 2 {clock.monotonic()}")
    return Tablet.open(folder, clock=clock, ids=ids, limits=LIMITS, network=QUICK)


def clock_make() -> FixedClock:
    """Give the day's clock."""
    return FixedClock(BEGINS, monotonic=1_000_000, boot="golden-boot")


def minutes(clock: FixedClock, count: int) -> None:
    """Let the clock go on."""
    clock.advance(timedelta(minutes=count))
