"""A later look at a hazard that was to be mended."""

import hashlib
from pathlib import Path

from fieldapp.work import rows as r
from fieldapp.work.answers import source_read
from fieldapp.work.operation_make import OperationWish, operation_make
from fieldapp.work.operations import operation_row
from fieldapp.work.photos import photo_reduce
from fieldapp.work.runs import NobodyUnlocked, PlaceUnknown, feed_seen
from fieldapp.work.tablet import Tablet
from shared.hazard import RecheckData, recheck_data_write, recheck_read


def recheck_save(
    tablet: Tablet,
    *,
    hazard: str,
    verdict: str,
    note: str | None = None,
    photos: tuple[Path | bytes, ...] = (),
) -> r.OperationRow:
    """Sign and queue a re-check (pass or fail); it is on disk when this returns.

    Raises PlaceUnknown, RecheckUnreadable, PhotoUnreadable, NobodyUnlocked, DiskFull.
    """
    author = tablet.ring.author
    if author is None:
        raise NobodyUnlocked
    found = tablet.mirror.get("hazard", hazard)
    if found is None:
        raise PlaceUnknown("hazard", hazard)
    contents = [photo_reduce(source_read(photo)) for photo in photos]
    blobs = tuple(hashlib.sha256(content).hexdigest() for content in contents)
    data = recheck_data_write(RecheckData(hazard, verdict, note or None, blobs))
    recheck_read(data)  # refused here rather than by the server
    wish = OperationWish(
        kind="recheck",
        id=tablet.ids.new(),
        officer=author,
        seen=feed_seen(tablet),
        data=data,
        title=f"复查 {found.data.get('title_zh') or hazard}",
        new=[(content, "image/jpeg") for content in contents],
    )
    made = operation_make(tablet, wish)
    return operation_row(made, tablet.blobs.uses())
