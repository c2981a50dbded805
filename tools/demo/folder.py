"""The demo's folder: made anew each time; the old one is removed only when nobody uses it."""

import fcntl
import shutil
import tempfile
from pathlib import Path

from server.config import postgres
from shared.problems import Problem

MARK = ".xunan-demo"  # says that this folder is ours to remove


class DemoFolderTaken(Problem):
    """Refuse to remove what another demo uses, or what is not the demo's."""


def folder_renew(folder: Path) -> None:
    """Make the folder empty. Raises DemoFolderTaken."""
    if folder.is_symlink() or (folder.exists() and not (folder / MARK).is_file()):
        raise DemoFolderTaken(
            "demo_folder_foreign",
            f"{folder} was not made by the demo.",
            "Move it away; the demo removes only its own folder.",
        )
    if folder.exists():
        _leave_check(folder)
        _database_stop(folder / "server")
        away = Path(tempfile.mkdtemp(prefix="demo.old-", dir=folder.parent))
        folder.rename(
            away / folder.name
        )  # from here on no half-removed folder looks like a whole one
        shutil.rmtree(away)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _leave_check(folder: Path) -> None:
    lock = folder / "server" / "run.lock"
    if not lock.exists():
        return
    with lock.open("r") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoFolderTaken(
                "demo_running",
                f"Another demo still serves from {folder}.",
                "End it with Ctrl-C in its terminal, then start this one again.",
            ) from None


def _database_stop(data: Path) -> None:
    """Stop a database that a killed demo left behind; its files are about to go."""
    if (data / "postgres" / "data" / "postmaster.pid").exists():
        running = postgres.start(data / "postgres")
        postgres.Running(running.url, running.folder, started_here=True).stop()
