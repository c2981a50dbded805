"""Dump the embedded database before its tables are changed: the way back when an upgrade goes wrong."""

import os
import subprocess
from datetime import datetime
from pathlib import Path

from server.blobs.folder import folder_sync
from server.config.postgres import binary
from shared.problems import Problem


class DumpFailed(Problem):
    """The database could not be dumped, so its tables were left as they are."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            "dump_failed",
            f"The database was not brought up to this version: it could not be dumped to {file} first ({reason}).",
            "Free room on the disk or mend what it says, then start again; nothing was changed.",
        )


def database_dump(*, url: str, folder: Path, now: datetime) -> Path:
    """Write the whole database to a new file of `pg_dump`'s own form, synced before it gets its name.

    A dump stays until a person removes it. Raises DumpFailed.
    """
    file = folder / f"before-migration-{now:%Y%m%dT%H%M%SZ}.dump"
    aside = file.with_name(f".{file.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(aside, "wb", opener=_private) as out:
            done = subprocess.run(
                [binary("pg_dump"), "--format=custom", "--dbname", url],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
            if done.returncode:
                raise DumpFailed(file, " ".join(done.stderr.decode("utf-8", "replace").split()))
            os.fsync(out.fileno())
        aside.replace(file)
        folder_sync(folder)
    except OSError as error:
        raise DumpFailed(file, error.strerror or str(error)) from error
    finally:
        aside.unlink(missing_ok=True)
    return file


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
