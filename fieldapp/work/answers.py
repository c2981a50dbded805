"""Answers, photos and confirmations of a run: on disk before any of these functions returns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fieldapp.work import rows as r
from fieldapp.work.live import (
    Live,
    answer_digest,
    answer_part,
    live_open,
    live_renew,
    officer_join,
    part_key,
)
from fieldapp.work.photos import PhotoUnreadable, photo_reduce
from fieldapp.work.runs import officer_data
from fieldapp.work.tablet import Tablet
from shared.checklist.answering import Answer, Key
from shared.clock import instant_text
from shared.inspection import findings_of
from shared.problems import Problem

NOTHING = Answer("")


class ConfirmationRefused(Problem):
    """Refuse to confirm what is no major finding, or one's own."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__("confirmation_refused", message, remedy)


def answer_save(
    tablet: Tablet,
    *,
    run: str,
    item: str,
    value: Any,
    at: tuple[str, ...] = (),
    note: str | None = None,
    grade: str | None = None,
    slot: str | None = None,
    photos: tuple[str, ...] = (),
    how: str = "tap",
) -> r.AnswerSaved:
    """Save one answer; it is on disk when this returns.

    `value` is the wire's text (numbers, dates and lists are written so); None leaves it as it is, ""
    takes it back. So do note, grade and slot. `photos` (from `photo_add`) are added to those there.
    Raises AnswerRefused, RunMissing, RunClosed, DiskFull; then nothing has changed.
    """
    with tablet.working:
        live, key = live_open(tablet, run), (item, at)
        before = live.draft.answers.get(*key) or NOTHING
        return _answer_put(
            tablet, live, key, _merged(before, value, note, grade, slot, photos, how)
        )


def _merged(
    before: Answer,
    value: Any,
    note: str | None,
    grade: str | None,
    slot: str | None,
    photos: tuple[str, ...],
    how: str,
) -> Answer:
    """Return an answer after a change: None leaves a member as it was, an empty text clears it."""
    return Answer(
        value=before.value if value is None else value_text(value),
        note=before.note if note is None else note or None,
        blobs=tuple(dict.fromkeys((*before.blobs, *photos))),
        how=before.how if value is None and before != NOTHING else how,
        grade=before.grade if grade is None else grade or None,
        slot=before.slot if slot is None else slot or None,
    )


def photo_add(
    tablet: Tablet, *, run: str, item: str, source: Path | bytes, at: tuple[str, ...] = ()
) -> str:
    """Add a photo to an item and return its SHA-256; photo and answer are on disk then.

    It is made upright and at most 2048 pixels long. Raises PhotoUnreadable, AnswerRefused, DiskFull.
    """
    tablet.drafts.get_open(run)
    sha256 = photo_keep(tablet, source, run=run)
    with tablet.working:
        live, key = live_open(tablet, run), (item, at)
        before = live.draft.answers.get(*key) or NOTHING
        if sha256 not in before.blobs:
            _answer_put(tablet, live, key, replace(before, blobs=(*before.blobs, sha256)))
    return sha256


def photo_remove(
    tablet: Tablet, *, run: str, item: str, sha256: str, at: tuple[str, ...] = ()
) -> r.AnswerSaved:
    """Take a photo from an item; a photo that is not there is no fault."""
    with tablet.working:
        live, key = live_open(tablet, run), (item, at)
        before = live.draft.answers.get(*key) or NOTHING
        left = tuple(one for one in before.blobs if one != sha256)
        return _answer_put(tablet, live, key, replace(before, blobs=left))


def photo_keep(tablet: Tablet, source: Path | bytes, *, run: str) -> str:
    """Reduce a photo and keep it for a run."""
    content = photo_reduce(source_read(source))
    made = instant_text(tablet.clock.now())
    return tablet.blobs.add(content, media="image/jpeg", run=run, made=made)


def source_read(source: Path | bytes) -> bytes:
    """Return the bytes of a photo. Raises PhotoUnreadable for a file that cannot be read."""
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise PhotoUnreadable(f"{source}：{error.strerror}") from error


def blob_read(tablet: Tablet, *, sha256: str) -> bytes:
    """Return a photo, paper or signature kept here. Raises BlobMissing, SealBroken, StoreLocked."""
    return tablet.blobs.read(sha256)


def finding_confirm(
    tablet: Tablet, *, run: str, item: str, officer: str, at: tuple[str, ...] = ()
) -> None:
    """Confirm a major finding as its second officer, who joins the visit.

    It holds as long as the answer stays as it is. Raises ConfirmationRefused, OfficerLocked.
    """
    with tablet.working:
        live = live_open(tablet, run)
        _confirmation_check(live, (item, at), officer)
        now = instant_text(tablet.clock.now())
        officer_join(tablet, run, officer, officer_data(tablet, officer), now)
        value = {
            "item": item,
            "at": list(at),
            "officer": officer,
            "when": now,
            "answer": answer_digest(live.draft.answers, (item, at)),
        }
        tablet.drafts.part_put(run, "confirmation", part_key(item, at), value, now)
        live_renew(tablet, run)


def _confirmation_check(live: Live, key: Key, officer: str) -> None:
    majors = {one.key for one in findings_of(live.draft) if one.grade == "major"}
    if key not in majors:
        place = "#".join((key[0], *key[1]))
        raise ConfirmationRefused(f"{place} 不是重大隐患。", "只有重大隐患需要确认。")
    if officer == live.draft.author:
        raise ConfirmationRefused("重大隐患不能由填报人自己确认。", "请另一名检查人员解锁后确认。")


def value_text(value: Any) -> str:
    """Write a value as the wire has it: decimals plain, dates as ISO, lists with commas."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value)


def _answer_put(tablet: Tablet, live: Live, key: Key, after: Answer) -> r.AnswerSaved:
    """Give an answer to the live answers, then to the disk; if the disk refuses, take it back."""
    item, at = key
    now = instant_text(tablet.clock.now())
    with _undone_on_failure(tablet, live, key):
        changed = _live_put(live, key, after)
        kept = live.draft.answers.get(item, at)
        if kept is None:
            tablet.drafts.part_remove(live.row.run, "answer", part_key(item, at), now)
        else:
            part = answer_part(key, kept)
            tablet.drafts.part_put(live.row.run, "answer", part_key(item, at), part, now)
    if live.draft.confirmations:
        live_renew(tablet, live.row.run)
    return r.AnswerSaved(live.row.run, item, at, changed, now)


def _live_put(live: Live, key: Key, after: Answer) -> frozenset[Key]:
    answers, (item, at) = live.draft.answers, key
    if not (after.value.strip() or after.note or after.blobs):
        return answers.withdraw(item, at=at)
    return answers.answer(
        item,
        after.value,
        at=at,
        note=after.note,
        blobs=after.blobs,
        how=after.how,
        grade=after.grade,
        slot=after.slot,
    )


@contextmanager
def _undone_on_failure(tablet: Tablet, live: Live, key: Key) -> Iterator[None]:
    before = live.draft.answers.get(*key)
    try:
        yield
    except BaseException:
        if live.draft.answers.get(*key) != before:
            if before is None:
                live.draft.answers.withdraw(key[0], at=key[1])
            else:
                _live_put(live, key, before)
        tablet.live.pop(live.row.run, None)
        raise
