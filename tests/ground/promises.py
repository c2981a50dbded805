"""What a tablet said it had saved, and which of it is gone: the one check of law 1."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldapp.work import (
    Tablet,
    blob_read,
    operations_list,
    run_open,
    runs_list,
    tablet_verify,
)
from shared.problems import Problem

Key = tuple[str, tuple[str, ...]]


@dataclass
class Promises:
    """Hold everything acknowledged so far; later answers to an item replace earlier ones."""

    runs: list[str] = field(default_factory=list)
    answers: dict[tuple[str, Key], tuple[str, str]] = field(default_factory=dict)
    photos: dict[str, set[str]] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)  # run → hash of its operation

    def started(self, run: str) -> None:
        """Take the acknowledgement of a start."""
        self.runs.append(run)

    def answered(self, run: str, key: Key, value: str, note: str) -> None:
        """Take the acknowledgement of an answer."""
        self.answers[run, key] = (value, note)

    def photographed(self, run: str, sha256: str) -> None:
        """Take the acknowledgement of a photo."""
        self.photos.setdefault(run, set()).add(sha256)

    def done(self, run: str, hash: str) -> None:
        """Take the acknowledgement of a finish."""
        self.finished[run] = hash

    def broken(self, tablet: Tablet, *, under_way: tuple[str, Key] | None = None) -> list[str]:
        """Name every promise that is not kept, and everything that is there by half.

        `under_way` names an answer that was being saved as the power went: it may be either one.
        """
        return [
            *self._broken_runs(tablet),
            *self._broken_answers(tablet, under_way),
            *self._broken_photos(tablet),
            *self._broken_operations(tablet),
            *(f"verify: {fault}" for fault in tablet_verify(tablet).faults),
        ]

    def _broken_runs(self, tablet: Tablet) -> Iterator[str]:
        states = {row.id: row.state for row in runs_list(tablet)}
        made = {row.id for row in operations_list(tablet)}
        for run in self.runs:
            if run not in states:
                yield f"{run}: the visit is gone"
        for run, state in states.items():
            if (state == "finished") != (run in made):
                yield f"{run}: {state}, but its operation is {'there' if run in made else 'not there'}"

    def _broken_answers(self, tablet: Tablet, under_way: tuple[str, Key] | None) -> Iterator[str]:
        for (run, key), (value, note) in self.answers.items():
            if (run, key) == under_way:
                continue
            try:
                found = run_open(tablet, run=run).answering.get(*key)
            except Problem as problem:
                yield f"{run} {key}: {problem.code}"
                continue
            if found is None or (found.value, found.note or "") != (value, note):
                yield f"{run} {key}: {value!r} was saved, {found} is there"

    def _broken_photos(self, tablet: Tablet) -> Iterator[str]:
        for run, photos in self.photos.items():
            for sha256 in photos:
                try:
                    blob_read(tablet, sha256=sha256)
                except Problem as problem:
                    yield f"{run} photo {sha256[:8]}: {problem.code}"

    def _broken_operations(self, tablet: Tablet) -> Iterator[str]:
        hashes = {row.hash: row for row in operations_list(tablet)}
        for run, hash in self.finished.items():
            if hash not in hashes:
                yield f"{run}: its operation {hash[:8]} is gone"
            elif hashes[hash].seq not in tablet.outbox.seqs():
                yield f"{run}: its outbox file is gone"
