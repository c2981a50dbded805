"""A restored server has another epoch: read everything anew, offer again what it may have lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fieldapp.sync.client import ServerUnexpected
from fieldapp.sync.session import Session
from fieldapp.sync.store import SyncStore
from shared.clock import instant_text

OFFER_AGAIN = timedelta(days=30)


def epoch_take(store: SyncStore, session: Session, found: Mapping[str, Any]) -> None:
    """Take the new epoch: all that is unconfirmed and 30 days of what was is queued again.

    A forged message could only make us send and read again what the server then knows already.
    """
    epoch = found.get("epoch")
    if not isinstance(epoch, str) or not epoch or epoch == session.epoch:
        raise ServerUnexpected("epoch_changed without a new epoch")
    since = instant_text(store.clock.now() - OFFER_AGAIN)
    # offered first, renamed last: a crash in between only offers again once more
    with store.database.writing():
        store.operations.offer_again(since=since)
        store.blobs.offer_again()
        store.mirror.scopes_forget()
    store.ring.identity_change(epoch=epoch)
    store.notice_add("服务器曾从备份恢复：本机正在重新上传未确认的和近 30 天的记录。")
