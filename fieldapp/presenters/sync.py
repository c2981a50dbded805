"""Every operation of this tablet: its state, who must act, and what to do; nothing is hidden."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.shell import WAITING, Shell
from fieldapp.work import OperationRow, Status, operations_list, rescue_write, tablet_verify
from shared.problems import Problem

FILTERS = ("all", "waiting", "attention", "confirmed")
STATE_TONES = {
    "draft": "na",
    "queued": "warn",
    "sent": "primary",
    "applied": "primary",
    "applied_with_conflict": "warn",
    "held": "warn",
    "rejected": "bad",
    "confirmed": "ok",
}
STATE_ICONS = {
    "draft": "pencil-outline",
    "queued": "cloud-upload-outline",
    "sent": "send",
    "applied": "check",
    "applied_with_conflict": "alert-outline",
    "held": "timer-sand",
    "rejected": "close-circle",
    "confirmed": "check-all",
}


@dataclass(frozen=True, slots=True)
class SyncState:
    """Show the exchange with the office."""

    operations: tuple[OperationRow, ...]  # newest first
    status: Status
    filter: str = "all"  # all, waiting, attention, confirmed
    syncing: bool = False
    step: str = ""
    part: float = 0.0
    trouble: Trouble | None = None
    told: str = ""
    keys: str = ""  # what protects the keys

    @property
    def waiting(self) -> int:
        """Count what the office has not confirmed."""
        return sum(row.state in WAITING for row in self.operations)

    @property
    def attention(self) -> int:
        """Count what a person must look at."""
        return sum(_needs_person(row) for row in self.operations)

    @property
    def confirmed(self) -> int:
        """Count what the office's own rows name."""
        return sum(row.state == "confirmed" for row in self.operations)

    @property
    def shown(self) -> tuple[OperationRow, ...]:
        """Give the operations of the filter chosen."""
        keep: Callable[[OperationRow], bool] = {
            "all": lambda row: True,
            "waiting": lambda row: row.state in WAITING,
            "attention": _needs_person,
            "confirmed": lambda row: row.state == "confirmed",
        }[self.filter]
        return tuple(row for row in self.operations if keep(row))


class SyncPresenter(Presenter[SyncState]):
    """Show operations, exchange now, write a rescue file."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        super().__init__(SyncState(self._operations(), self._status(), syncing=shell.syncing))
        self.reword()
        shell.sync_follow(self._ended)

    def reword(self) -> None:
        """Say in the language chosen what protects the keys; what was told in the other one goes."""
        store = self._shell.tablet.device.key_store
        self._show(keys=store.describe(self._shell.wording.lang), told="")

    def filter_choose(self, name: str) -> None:
        """Show only some operations."""
        self._show(filter=name)

    def sync_now(self) -> None:
        """Exchange with the office now."""
        step = self._shell.wording.say("sync.connecting")
        self._show(syncing=True, part=0.0, step=step, trouble=None, told="")
        if not self._shell.sync(progress=self._progress, done=self._ended):
            self._shell.sync_follow(self._ended)

    def rescue(self, file: Path | None = None) -> None:
        """Write all that is not confirmed into one sealed file."""
        target = file or self._rescue_file()
        try:
            count = rescue_write(self._shell.tablet, file=target)
        except Problem as problem:
            return self._show(trouble=self._shell.wording.trouble(problem), told="")
        said = self._shell.wording.say("sync.rescued", n=count, file=str(target))
        return self._show(told=said, trouble=None)

    def verify(self) -> None:
        """Check every signed byte kept on this tablet."""
        checked = tablet_verify(self._shell.tablet)
        say = self._shell.wording.say
        if checked.faults:
            faults = "\n".join(str(fault) for fault in checked.faults[:5])
            trouble = Trouble(say("sync.verify_faults", n=len(checked.faults)), faults)
            return self._show(trouble=trouble, told="")
        told = say("sync.verified", operations=checked.operations, blobs=checked.blobs)
        return self._show(told=told, trouble=None)

    def refresh(self) -> None:
        """Read the operations again."""
        self._show(operations=self._operations(), status=self._status())

    def _progress(self, news: Any) -> None:
        done, total = getattr(news, "done", 0), getattr(news, "total", 0)
        stage = getattr(news, "stage", None) or getattr(news, "step", "")
        words = self._shell.wording
        step = words.say(f"sync.step_{stage}") if words.knows(f"sync.step_{stage}") else ""
        counted = f"{step} {done}/{total}" if total else f"{step} {done or ''}"
        self._show(part=done / total if total else self.state.part, step=counted.strip())

    def _ended(self, problem: Problem | None) -> None:
        told = "" if problem else self._shell.wording.say("sync.done")
        self._show(
            syncing=False,
            part=0.0,
            step="",
            trouble=self._shell.wording.trouble(problem) if problem else None,
            told=told,
            operations=self._operations(),
            status=self._status(),
        )

    def _operations(self) -> tuple[OperationRow, ...]:
        rows = operations_list(self._shell.tablet)
        return tuple(sorted(rows, key=lambda row: row.seq, reverse=True))

    def _status(self) -> Status:
        self._shell.refresh()
        return self._shell.status

    def _rescue_file(self) -> Path:
        tablet = self._shell.tablet
        stamp = tablet.clock.now().strftime("%Y%m%d-%H%M%S")
        return tablet.folder / "rescue" / f"xunan-rescue-{stamp}.zip"


def _needs_person(row: OperationRow) -> bool:
    return row.state in ("held", "rejected", "applied_with_conflict")
