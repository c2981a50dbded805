"""Read request bodies with a limit to patience.

A tablet that drives into a tunnel in the middle of a photo leaves a line that is neither open nor closed;
a read from it never returns, and a few such lines would hold every thread of the web. A watcher shuts lines
on which a body is awaited and nothing came for a while, which ends the read. And a body that ends short of
its Content-Length raises: to a plain WSGI application it would look complete.
"""

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PIECE = 8192  # granian returns from a read when this much is here
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_LAST_DATA_RECEIVED = struct.Struct("@52xI")  # tcp_info.tcpi_last_data_recv, in milliseconds


class BodyBroken(OSError):
    """The line broke, fell silent, or brought less than it announced."""


class PatientInput:
    """A `wsgi.input` that says since when it waits, and raises BodyBroken where it would end short."""

    def __init__(self, raw: Any, *, length: int) -> None:
        self._raw = raw
        self._left = length
        self._kept = b""
        self.waits_since: float | None = None

    def read(self, size: int | None = -1) -> bytes:
        """Give `size` bytes, or the rest; raise BodyBroken when they do not come.

        Who reads in pieces gets what came before the break first; who asks for all gets nothing.
        """
        wanted = self._wanted(size)
        try:
            while len(self._kept) < wanted:
                self._kept += self._piece(wanted - len(self._kept))
        except BodyBroken:
            if wanted == self._left or not self._kept:
                raise
        return self._take(wanted)

    def readline(self, size: int | None = -1) -> bytes:
        """Give a line, at most `size` bytes of it."""
        most = self._wanted(size)
        while b"\n" not in self._kept[:most] and len(self._kept) < most:
            self._kept += self._piece(most - len(self._kept))
        end = self._kept.find(b"\n", 0, most)
        return self._take(most if end < 0 else end + 1)

    def _wanted(self, size: int | None) -> int:
        return self._left if size is None or size < 0 else min(size, self._left)

    def _take(self, count: int) -> bytes:
        taken, self._kept = self._kept[:count], self._kept[count:]
        self._left -= len(taken)
        return taken

    def _piece(self, most: int) -> bytes:
        self.waits_since = time.monotonic()
        try:
            piece: bytes = self._raw.read(min(PIECE, most))
        finally:
            self.waits_since = None
        if not piece:
            raise BodyBroken("the body is shorter than announced")
        return piece


class Watcher:
    """Shut the silent lines of one process, as long as a body is awaited that does not come."""

    def __init__(self, *, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._bodies: set[PatientInput] = set()
        self._guard = threading.Lock()
        self._process = 0

    @contextlib.contextmanager
    def watching(self, body: PatientInput) -> Iterator[None]:
        """Watch a body for the time of its request."""
        with self._guard:
            self._bodies.add(body)
            if self._process != os.getpid():  # a thread does not live on in a forked process
                self._process = os.getpid()
                threading.Thread(target=self._watch, name="body-watcher", daemon=True).start()
        try:
            yield
        finally:
            with self._guard:
                self._bodies.discard(body)

    def _watch(self) -> None:
        while True:
            time.sleep(min(1.0, self._quiet_s / 2))
            if self._someone_waits():
                for line in _lines():
                    if _silent_s(line) >= self._quiet_s:
                        with contextlib.suppress(OSError):
                            line.shutdown(socket.SHUT_RD)
                    line.close()

    def _someone_waits(self) -> bool:
        before = time.monotonic() - self._quiet_s
        with self._guard:
            return any(
                one.waits_since is not None and one.waits_since < before for one in self._bodies
            )


def patient(application: Application, *, quiet_s: float) -> Application:
    """Wrap a WSGI application so that it reads bodies with a limit to patience."""
    watcher = Watcher(quiet_s=quiet_s)

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or int(length) == 0:
            return application(environ, start_response)
        body = PatientInput(environ["wsgi.input"], length=int(length))
        environ["wsgi.input"] = body
        with watcher.watching(body):
            return application(environ, start_response)

    return serve


def _lines() -> Iterator[socket.socket]:
    """Give the accepted TCP connections of this process, as handles of their own."""
    handles = (
        [int(name) for name in os.listdir("/proc/self/fd")]
        if os.path.isdir("/proc/self/fd")
        else []
    )
    listening: set[int] = set()
    found: list[tuple[int, socket.socket]] = []
    for handle in handles:
        line = _tcp(handle)
        if line is None:
            continue
        port = int(line.getsockname()[1])
        if line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            listening.add(port)
            line.close()
        else:
            found.append((port, line))
    for port, line in found:
        if port in listening:  # our own connections to a database elsewhere are left alone
            yield line
        else:
            line.close()


def _tcp(handle: int) -> socket.socket | None:
    try:
        line = socket.socket(fileno=os.dup(handle))
    except OSError:
        return None  # no socket, or gone meanwhile
    if line.family in (socket.AF_INET, socket.AF_INET6) and line.type == socket.SOCK_STREAM:
        return line
    line.close()
    return None


def _silent_s(line: socket.socket) -> float:
    """Say for how long nothing was received on a connection."""
    try:
        info = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_RECEIVED.size)
        return float(_LAST_DATA_RECEIVED.unpack(info)[0]) / 1000
    except (AttributeError, OSError, struct.error):
        return 0.0
