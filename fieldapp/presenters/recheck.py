"""A later look at a hazard that was to be mended."""

from dataclasses import dataclass, replace

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.camera import picture_take
from fieldapp.presenters.shell import Shell
from fieldapp.work import HazardRow, SiteRow, recheck_save, site_get
from shared.problems import Problem


class HazardGone(Problem):
    """Say that a hazard is no longer one of this place's."""

    def __init__(self) -> None:
        super().__init__(
            "hazard_gone", "本机已没有这条隐患。", "请返回场所页面查看最新情况。", status=404
        )


@dataclass(frozen=True, slots=True)
class RecheckState:
    """Show the hazard and what was given so far."""

    hazard: HazardRow
    site: SiteRow
    verdict: str = ""
    note: str = ""
    photos: tuple[bytes, ...] = ()
    taking: bool = False
    saving: bool = False
    trouble: Trouble | None = None

    @property
    def ready(self) -> bool:
        """Say whether there is enough to save."""
        return bool(self.verdict) and not self.saving


class RecheckPresenter(Presenter[RecheckState]):
    """Take verdict, note and photos; save them as one signed operation."""

    def __init__(self, shell: Shell, *, hazard: str, site: str) -> None:
        self._shell = shell
        detail = site_get(shell.tablet, site=site)
        found = next((row for row in detail.hazards if row.id == hazard), None)
        if found is None:
            raise HazardGone
        super().__init__(RecheckState(found, detail.site))

    def verdict_give(self, verdict: str) -> None:
        """Take the verdict."""
        self._show(verdict=verdict, trouble=None)

    def note_edit(self, note: str) -> None:
        """Take what was typed; nothing is drawn for it."""
        self._state = replace(self.state, note=note)

    def photo_take(self) -> None:
        """Take a photo."""
        if self.state.taking:
            return
        self._show(taking=True, trouble=None)
        self._shell.devices.run(
            lambda _report: picture_take(self._shell.tablet),
            done=lambda photo: self._show(taking=False, photos=(*self.state.photos, photo)),
            failed=lambda problem: self._show(
                taking=False, trouble=self._shell.wording.trouble(problem)
            ),
        )

    def photo_remove(self, place: int) -> None:
        """Put a photo away again."""
        photos = self.state.photos
        self._show(photos=photos[:place] + photos[place + 1 :])

    def save(self) -> None:
        """Sign and queue the re-check, then go back to the place."""
        state, say = self.state, self._shell.wording.say
        if not state.verdict:
            return self._show(trouble=Trouble(say("recheck.choose")))
        if state.verdict == "fail" and not state.note.strip():
            return self._show(trouble=Trouble(say("recheck.needs_note")))
        try:
            recheck_save(
                self._shell.tablet,
                hazard=state.hazard.id,
                verdict=state.verdict,
                note=state.note.strip() or None,
                photos=state.photos,
            )
        except Problem as problem:
            return self._show(trouble=self._shell.wording.trouble(problem))
        self._shell.back()
        self._shell.tell(say("recheck.saved"), icon="check-all")
        self._shell.sync()
        return None
