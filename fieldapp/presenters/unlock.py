"""Open the tablet for an officer by PIN; several may be open at once, the last is the author."""

from dataclasses import dataclass

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.shell import Shell
from fieldapp.work import OfficerRow, Unlocked, officer_unlock, officers_list
from shared.problems import Problem

PIN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class UnlockState:
    """Show who may open the tablet and how far the PIN is."""

    officers: tuple[OfficerRow, ...]
    chosen: str | None
    stage: str  # enter, set, repeat
    digits: int = 0
    busy: bool = False
    trouble: Trouble | None = None

    @property
    def officer(self) -> OfficerRow | None:
        """Give the officer whose PIN is asked for."""
        return next((row for row in self.officers if row.id == self.chosen), None)

    @property
    def unlocked(self) -> int:
        """Count who is signed in."""
        return sum(row.unlocked for row in self.officers)


class UnlockPresenter(Presenter[UnlockState]):
    """Choose an officer, take the PIN, go on; a first PIN is asked for twice."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._pin = ""
        self._first = ""
        officers = _mine(shell)
        waiting = [row for row in officers if not row.unlocked]
        chosen = waiting[0] if waiting else None
        super().__init__(UnlockState(officers, chosen.id if chosen else None, _stage(chosen)))

    def choose(self, officer: str) -> None:
        """Ask for that officer's PIN."""
        row = next((row for row in self.state.officers if row.id == officer), None)
        if row is None or row.unlocked or self.state.busy:
            return
        self._pin = self._first = ""
        self._show(chosen=officer, stage=_stage(row), digits=0, trouble=None)

    def key(self, digit: str) -> None:
        """Take one digit; the sixth tries the PIN."""
        if self.state.busy or self.state.chosen is None or len(self._pin) >= PIN_LENGTH:
            return
        self._pin += digit
        self._show(digits=len(self._pin), trouble=None)
        if len(self._pin) == PIN_LENGTH:
            self._entered()

    def erase(self) -> None:
        """Take the last digit back."""
        if not self.state.busy:
            self._pin = self._pin[:-1]
            self._show(digits=len(self._pin))

    def go_on(self) -> None:
        """Go to work with who is signed in."""
        if self.state.unlocked:
            self._shell.entered()

    def _entered(self) -> None:
        stage, pin = self.state.stage, self._pin
        self._pin = ""
        if stage == "set":
            self._first = pin
            self._show(stage="repeat", digits=0)
        elif stage == "repeat" and pin != self._first:
            self._first = ""
            say = self._shell.wording.say
            self._show(
                stage="set", digits=0, trouble=Trouble(say("unlock.differ"), say("unlock.again"))
            )
        else:
            self._try(pin)

    def _try(self, pin: str) -> None:
        officer = self.state.chosen or ""
        self._show(busy=True, trouble=None)
        self._shell.background.run(
            lambda _report: officer_unlock(self._shell.tablet, officer=officer, pin=pin),
            done=self._opened,
            failed=self._refused,
        )

    def _opened(self, unlocked: Unlocked) -> None:
        officers = _mine(self._shell)
        waiting = next((row for row in officers if not row.unlocked), None)
        self._show(
            officers=officers,
            chosen=waiting.id if waiting else None,
            stage=_stage(waiting),
            digits=0,
            busy=False,
            trouble=None,
        )
        self._shell.refresh()
        if waiting is None:
            self._shell.entered()
        else:
            self._shell.tell(
                self._shell.wording.say("unlock.opened", name=unlocked.name), icon="account-check"
            )

    def _refused(self, problem: Problem) -> None:
        row = self.state.officer
        self._first = ""
        self._show(
            officers=_mine(self._shell),
            stage=_stage(row),
            digits=0,
            busy=False,
            trouble=self._shell.wording.trouble(problem),
        )


def _mine(shell: Shell) -> tuple[OfficerRow, ...]:
    return tuple(row for row in officers_list(shell.tablet) if row.enrolled)


def _stage(row: OfficerRow | None) -> str:
    return "enter" if row is None or row.ready else "set"
