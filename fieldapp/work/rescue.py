"""Rescue: everything the office may not have yet, in one file only the organisation can open."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from fieldapp.store.blobs import BlobMissing
from fieldapp.store.files import FULL_ERRORS, DiskFull, folder_sync
from fieldapp.store.sealing import SealBroken
from fieldapp.work.tablet import Tablet
from shared.bundle import bundle_write
from shared.clock import instant_text
from shared.problems import Problem

Key = TypeVar("Key", int, str)


class RescueUnwritable(Problem):
    """Say that the file cannot be written where it was asked for."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            "rescue_unwritable",
            f"救援包写不到 {file}：{reason}。",
            "请换一个有空间、可写的位置（如 U 盘）再导出。",
        )


def rescue_write(tablet: Tablet, *, file: Path) -> int:
    """Write all operations from the first unconfirmed one on, with the blobs the office may lack.

    Return how many members the bundle has. What cannot be opened any more is left out and told by a
    notice: it must not keep the rest from being rescued.

    Raises NotEnrolled, StoreLocked, RescueUnwritable, DiskFull; a file of that name is replaced
    only by a whole one.
    """
    identity = tablet.ring.identity
    aside = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as out:
            count = bundle_write(
                out,
                organisation=tablet.ring.organisation,
                device=identity["device"],
                epoch=identity["epoch"],
                made=instant_text(tablet.clock.now()),
                members=_members(tablet),
                random=os.urandom,
            )
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)
        folder_sync(file.parent)
    except OSError as error:
        _drop(aside)
        if error.errno in FULL_ERRORS:
            raise DiskFull(str(file)) from error
        raise RescueUnwritable(file, error.strerror or str(error)) from error
    except BaseException:
        _drop(aside)
        raise
    return count


def _drop(aside: Path) -> None:
    with suppress(OSError):
        aside.unlink(missing_ok=True)


def _members(tablet: Tablet) -> Iterator[tuple[str, bytes]]:
    states = tablet.operations.all()[::-1]
    first = min((state.seq for state in states if state.state != "confirmed"), default=None)
    for state in states:
        if first is not None and state.seq >= first:
            yield from _member(
                tablet, f"ops/{state.seq}", tablet.operations.line_to_send, state.seq
            )
    for sha256 in tablet.blobs.to_rescue():
        yield from _member(tablet, f"blobs/{sha256}", tablet.blobs.read, sha256)


def _member(
    tablet: Tablet, name: str, read: Callable[[Key], bytes], key: Key
) -> Iterator[tuple[str, bytes]]:
    try:
        content = read(key)
    except (BlobMissing, SealBroken) as problem:
        tablet.notice_add(f"未能放入救援包：{problem.message}")
    else:
        yield name, content
