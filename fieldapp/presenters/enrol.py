"""Make this tablet known to the office: a QR text, or an address and a code."""

from dataclasses import dataclass

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.shell import Shell
from fieldapp.work import tablet_enrol
from shared.problems import Problem
from shared.sync import enrolment_qr_read


@dataclass(frozen=True, slots=True)
class EnrolState:
    """Show what was typed and what is wrong with it."""

    way: str = "qr"  # qr, typed
    qr: str = ""
    url: str = ""
    code: str = ""
    label: str = ""
    busy: bool = False
    trouble: Trouble | None = None

    @property
    def ready(self) -> bool:
        """Say whether there is enough to try."""
        typed = bool(self.url.strip() and self.code.strip())
        return not self.busy and (bool(self.qr.strip()) if self.way == "qr" else typed)


class EnrolPresenter(Presenter[EnrolState]):
    """Take the code and enrol; a refusal stays on the screen with its remedy."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(EnrolState())
        self._shell = shell

    def way_choose(self, way: str) -> None:
        """Take the code as a QR text or typed."""
        self._show(way=way, trouble=None)

    def edit(self, name: str, text: str) -> None:
        """Take what was typed into a field."""
        if getattr(self.state, name) != text:
            self._show(**{name: text, "trouble": None})

    def enrol(self) -> None:
        """Enrol with what was typed; the next screen asks for the first PIN."""
        if not self.state.ready:
            return self._show(trouble=self._unready())
        try:
            url, code, fingerprint = self._invitation()
        except Problem as problem:
            return self._show(trouble=self._shell.wording.trouble(problem))
        self._show(busy=True, trouble=None)
        label = self.state.label.strip()
        self._shell.background.run(
            lambda _report: tablet_enrol(
                self._shell.tablet, url=url, code=code, label=label, fingerprint=fingerprint
            ),
            done=lambda _enrolled: self._shell.open("unlock"),
            failed=lambda problem: self._show(
                busy=False, trouble=self._shell.wording.trouble(problem)
            ),
        )
        return None

    def _invitation(self) -> tuple[str, str, str | None]:
        if self.state.way == "typed":
            return self.state.url.strip(), self.state.code.strip(), None
        read = enrolment_qr_read(self.state.qr.strip())
        return read.url, read.code, read.fingerprint

    def _unready(self) -> Trouble:
        say = self._shell.wording.say
        return Trouble(say(f"enrol.needs_{self.state.way}"), say("enrol.where_from"))
