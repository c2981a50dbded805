"""A server with the sample district in a folder that goes away with it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.demo.server import ServerProcess


@dataclass(frozen=True, slots=True)
class Loaded:
    """Hold a running server and who may sign in."""

    url: str
    account: str
    password: str


@contextmanager
def district_loaded(*, visits: int) -> Iterator[Loaded]:
    """Start a server, load the district with a history of so many visits, stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="xunan-screens-") as folder:
        server = ServerProcess(Path(folder) / "server")
        try:
            server.begin()
            server.ready()
            rows = _load(server, visits)
            office = next(row for row in rows if row.get("role") == "office")
            yield Loaded(server.url, office["account"], office["password"])
        finally:
            server.stop()


def _load(server: ServerProcess, visits: int) -> list[dict[str, str]]:
    loading = server.load_begin("--visits", str(visits), tell=lambda line: print(f"  {line}"))
    try:
        return loading.finish()
    finally:
        loading.stop()
