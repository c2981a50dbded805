"""Save one run's answers and take the last one back; what the store refuses changes nothing."""

from fieldapp.presenters.run_rows import Key
from fieldapp.work import AnswerSaved, Tablet, answer_save, photo_remove, run_open
from shared.checklist import Answer

NOTHING = Answer("")


class AnswerDesk:
    """Save answers; each is on disk when the call comes back."""

    def __init__(self, tablet: Tablet, run: str) -> None:
        self._tablet = tablet
        self._run = run
        self._before: list[tuple[Key, Answer]] = []

    @property
    def can_undo(self) -> bool:
        """Say whether there is an answer to take back."""
        return bool(self._before)

    def answer(self, key: Key) -> Answer:
        """Give what an item has now; nothing at all is an empty answer."""
        # asked anew each time: a refusal makes the tablet read the run from disk again
        return run_open(self._tablet, run=self._run).answering.get(*key) or NOTHING

    def noted(self, key: Key, before: Answer) -> None:
        """Remember what an item had before something else changed it."""
        self._before.append((key, before))

    def change(
        self,
        key: Key,
        *,
        value: str | None = None,
        note: str | None = None,
        grade: str | None = None,
        slot: str | None = None,
    ) -> AnswerSaved:
        """Save some members of an answer; None leaves one as it is, an empty text takes it away."""
        before = self.answer(key)
        item, at = key
        saved = answer_save(
            self._tablet,
            run=self._run,
            item=item,
            at=at,
            value=value,
            note=note,
            grade=grade,
            slot=slot,
        )
        self.noted(key, before)
        return saved

    def photo_remove(self, key: Key, sha256: str) -> AnswerSaved:
        """Take a photo off an answer."""
        before = self.answer(key)
        saved = photo_remove(self._tablet, run=self._run, item=key[0], at=key[1], sha256=sha256)
        self.noted(key, before)
        return saved

    def withdraw(self, key: Key) -> AnswerSaved:
        """Take an answer back with its note and photos."""
        before = self.answer(key)
        saved = self._become(key, NOTHING)
        self.noted(key, before)
        return saved

    def undo(self) -> AnswerSaved:
        """Put back what the last changed answer was before."""
        key, before = self._before[-1]
        saved = self._become(key, before)
        self._before.pop()
        return saved

    def _become(self, key: Key, wanted: Answer) -> AnswerSaved:
        item, at = key
        changed: frozenset[Key] = frozenset()
        for sha256 in set(self.answer(key).blobs) - set(wanted.blobs):
            saved = photo_remove(self._tablet, run=self._run, item=item, at=at, sha256=sha256)
            changed |= saved.changed
        saved = answer_save(
            self._tablet,
            run=self._run,
            item=item,
            at=at,
            value=wanted.value,
            note=wanted.note or "",
            grade=wanted.grade or "",
            slot=wanted.slot or "",
            photos=wanted.blobs,
        )
        return AnswerSaved(saved.run, item, at, saved.changed | changed, saved.saved_at)
