"""The line between a tablet and its server: a TCP forwarder on a port of its own, which can be cut.

While it is down nobody listens on the port, so that the tablet's connection is refused by the system
itself; the port stays reserved meanwhile.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK = 64 * 1024
TO_SERVER, TO_TABLET = "to_server", "to_tablet"
Watch = Callable[[str, bytes], bytes | None]


class Network:
    """Carry bytes both ways; `watch(way, bytes)` gives what goes on, or None to break the line."""

    def __init__(self, server_port: int, *, watch: Watch | None = None) -> None:
        self.server_port, self.watch = server_port, watch
        self._reserved = _bound(0)
        self.port: int = self._reserved.getsockname()[1]
        self._listener: socket.socket | None = None
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Give the address a tablet uses."""
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Let connections in; again is no fault."""
        if self._listener is None:
            self._listener = _bound(self.port)
            self._listener.listen(64)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections and break those there are; again is no fault."""
        listener, self._listener = self._listener, None
        with self._lock:
            lines, self._lines = self._lines, set()
        for one in (listener, *lines):
            if one:
                _break(one)

    def close(self) -> None:
        """Give the port back."""
        self.down()
        self._reserved.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return  # the line is down
            self._carry(near, listener)

    def _carry(self, near: socket.socket, listener: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
        except OSError:
            _break(near)
            return
        far.settimeout(None)
        with self._lock:
            still_up = self._listener is listener
            if still_up:
                self._lines |= {near, far}
        if not still_up:
            _break(near)
            _break(far)
            return
        for way, source, target in ((TO_SERVER, near, far), (TO_TABLET, far, near)):
            threading.Thread(target=self._pump, args=(way, source, target), daemon=True).start()

    def _pump(self, way: str, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                passed = self.watch(way, chunk) if self.watch else chunk
                if passed is None:
                    break
                target.sendall(passed)
        for one in (source, target):
            _break(one)
        with self._lock:
            self._lines -= {source, target}


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _break(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
