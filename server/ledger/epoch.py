"""Begin another epoch when a tablet knows a history that this database does not have."""

import uuid
from datetime import datetime

from django.db import connection

from server.ledger.models import Alarm, Epoch
from server.ledger.writing import ledger_writing
from shared.problems import Problem


class EpochChanged(Problem):
    """Answer 409: the database was restored; the tablet re-offers what is not confirmed."""

    def __init__(self, epoch: str) -> None:
        super().__init__(
            "epoch_changed",
            "服务器的数据恢复过，或这台平板的进度不是来自这里。",
            "平板会自动从头更新，并重新提交未确认的记录，无需操作。",
            status=409,
        )
        self.epoch = epoch
        self.extra_members = {"epoch": epoch}


def epoch_begin(*, known: str, who: str, now: datetime) -> str:
    """Begin another epoch unless somebody already did since `known` was read; give the epoch in force."""
    with ledger_writing(now=now) as writer:
        if writer.epoch != known:
            return writer.epoch
        name = str(uuid.uuid4())
        Epoch.objects.create(name=name, position=writer.position, began_at=now)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_head SET epoch = %s WHERE id = 1", [name])
        Alarm.objects.create(
            kind="epoch_changed",
            subject=name,
            message=f"{who} 的进度在本库中不存在：数据库可能从备份恢复过。已重新开始计进度，平板会重新提交。",
            at=now,
        )
    return name
