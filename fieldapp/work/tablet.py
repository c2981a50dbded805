"""One tablet: a data folder, open and owned by this process."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fieldapp.config import NetworkLimits, StoreLimits
from fieldapp.device import Device, device_here
from fieldapp.store.blobs import Blobs
from fieldapp.store.database import StoreDamaged, StoreDatabase, database_open
from fieldapp.store.drafts import Drafts
from fieldapp.store.files import NotSaved
from fieldapp.store.folder import Folder
from fieldapp.store.keyring import KeyRing, StoreLocked
from fieldapp.store.meta import Meta
from fieldapp.store.mirror import Mirror
from fieldapp.store.operations import Operations
from fieldapp.store.outbox import Outbox
from fieldapp.store.setting_aside import database_set_aside, rows_take_over
from shared.clock import Clock, SystemClock, instant_text
from shared.ids import Ids, SystemIds
from shared.problems import Problem

if TYPE_CHECKING:
    from fieldapp.work.live import Live
    from shared.checklist import Checklist
    from shared.inspection.paper_facts import PaperFacts

DATABASE = "store.db"
NOTICE_AGE = timedelta(days=7)
NOTICES_MOST = 20


class StoreUnreadable(Problem):
    """Say that the data folder itself, or its key ring, cannot be used."""

    def __init__(self, what: Path, reason: str) -> None:
        super().__init__(
            "store_unreadable",
            f"数据文件夹不能使用：{what}（{reason}）。",
            "请检查该文件夹的权限和存储卡，或换一个文件夹；其中的内容没有改动。",
        )


class Tablet:
    """Own one data folder; a second start of the same folder is refused by name."""

    folder: Path
    clock: Clock
    ids: Ids

    def __init__(
        self,
        *,
        own: Folder,
        clock: Clock,
        ids: Ids,
        device: Device,
        ring: KeyRing,
        database: StoreDatabase,
        limits: StoreLimits,
        network: NetworkLimits,
    ) -> None:
        self.folder = own.path
        self.clock = clock
        self.ids = ids
        self.device = device
        self.ring = ring
        self.database = database
        self.limits = limits
        self.network = network
        self.own = own
        self.meta = Meta(database)
        self.blobs = Blobs(own.path, database, ring)
        self.outbox = Outbox(own.path, ring)
        self.drafts = Drafts(database, ring)
        self.operations = Operations(database, ring, self.outbox, self.blobs)
        self.mirror = Mirror(database, ring)
        # live runs belong to one deed at a time: photos come on another thread than taps
        self.working = threading.RLock()
        self.live: dict[str, Live] = {}
        self.checklists: dict[str, Checklist] = {}
        self.papers: dict[str, tuple[PaperFacts, bytes]] = {}
        self._notices: list[tuple[str, str]] = [(a, t) for a, t in self.meta.get("notices") or ()]
        self._reconciled = False
        self._closed = False

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        device: Device | None = None,
        limits: StoreLimits | None = None,
        network: NetworkLimits | None = None,
    ) -> Self:
        """Open or make the data folder.

        Raises Problem: store_in_use, store_unreadable, store_newer, store_settings_wrong, disk_full.
        """
        clock = clock or SystemClock()
        limits = limits or StoreLimits()
        with _folder_faults_named(folder):
            own = Folder.own(folder, reserve_bytes=limits.reserve_bytes)
        try:
            with _folder_faults_named(folder):
                device = device or device_here(folder)
                ring = KeyRing(folder, device.key_store, clock)
                database, notices = _database_get(own, ring, clock)
                own.reserve_fill()
        except BaseException:
            own.release(in_order=not own.unclean)
            raise
        tablet = cls(
            own=own,
            clock=clock,
            ids=ids or SystemIds(clock),
            device=device,
            ring=ring,
            database=database,
            limits=limits,
            network=network or NetworkLimits(),
        )
        tablet._begin(notices)
        return tablet

    def _begin(self, notices: list[str]) -> None:
        try:
            for notice in notices:
                self.notice_add(notice)
            self.reconcile(patient=True)
        except BaseException:
            self.close()
            raise

    def reconcile(self, *, patient: bool = False) -> None:
        """Make rows and outbox agree, once, as soon as the data key is open.

        No operation is made before. Raises NotSaved, unless `patient`: a disk that takes nothing
        must not keep a person from reading and sending.
        """
        if self._reconciled or not self.ring.is_enrolled:
            return
        try:
            _ = self.ring.sealer
            found = self.operations.reconcile()
        except StoreLocked:
            return  # the first PIN since the machine started brings us here again
        except NotSaved as problem:
            if not patient:
                raise
            self.notice_add(problem.message)
            return
        self._reconciled = True
        for notice in found:
            self.notice_add(notice)

    def notice_add(self, text: str) -> None:
        """Keep something the person must be told, for a week."""
        self._notices.append((instant_text(self.clock.now()), text))
        with suppress(NotSaved):
            self.meta.put("notices", self._notices[-NOTICES_MOST:])

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what the person must be told, the oldest first."""
        since = instant_text(self.clock.now() - NOTICE_AGE)
        return tuple(text for at, text in self._notices if at >= since)

    def close(self) -> None:
        """Close the store and give the folder back; again is no fault."""
        if self._closed:
            return
        self._closed = True
        self.database.close()
        self.own.release(in_order=not self.database.is_damaged)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _database_get(own: Folder, ring: KeyRing, clock: Clock) -> tuple[StoreDatabase, list[str]]:
    path = own.path / DATABASE
    is_lost = ring.is_enrolled and not path.exists()
    try:
        store = database_open(path, check=own.unclean)
    except StoreDamaged as problem:
        return _database_renew(path, clock, problem)
    if is_lost:
        return store, ["数据库文件不见了，已重新建立；已签名的记录从发件箱恢复，其余请联网同步。"]
    return store, []


def _database_renew(
    path: Path, clock: Clock, problem: StoreDamaged
) -> tuple[StoreDatabase, list[str]]:
    aside = database_set_aside(path, stamp=clock.now().strftime("%Y%m%d-%H%M%S"))
    store = database_open(path, check=False)
    taken = rows_take_over(aside, store)
    notice = (
        f"数据库曾损坏（{problem.detail}），原文件保留在 {aside.parent.name}/{aside.name}；"
        f"已恢复 {taken} 行，已签名的记录从发件箱恢复，场所和任务请联网同步。"
    )
    return store, [notice]


@contextmanager
def _folder_faults_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except json.JSONDecodeError as error:
        raise StoreUnreadable(folder / "keys" / "ring.json", str(error)) from error
    except OSError as error:
        where = Path(os.fsdecode(error.filename)) if error.filename else folder
        raise StoreUnreadable(where, error.strerror or str(error)) from error


def tablet_contact(tablet: Tablet) -> tuple[str | None, int | None]:
    """Return the server's last known time and its age in milliseconds, or None for both.

    Monotonic time is worth something within one start of the machine only.
    """
    found: dict[str, Any] | None = tablet.meta.get("contact")
    if found is None or found["boot"] != tablet.clock.boot():
        return None, None
    return found["server_time"], max(tablet.clock.monotonic() - found["mono"], 0)
