"""Take in a push: read and verify before the lock, decide under it, answer after the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError
from psycopg.errors import QueryCanceled

from server.devices.models import Device
from server.intake.batching import Batch
from server.intake.chaining import ChainGap
from server.intake.entering import result_of
from server.intake.receiving import keys_of, lines_receive
from shared.clock import instant_text
from shared.problems import Problem
from shared.sync import AnswerHeader, PushHeader, Result, answer_write


class PushRefused(Problem):
    """Refuse a push as a whole; nothing of it was taken in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the answer to a push: header and results, and the bytes that are signed and sent."""

    header: AnswerHeader
    results: tuple[Result, ...]

    @property
    def content(self) -> bytes:
        """Give the lines as they are sent."""
        return answer_write(self.header, self.results)


def push_accept(
    *,
    device: Device,
    header: PushHeader,
    lines: Sequence[bytes],
    now: datetime,
    request_sha256: str = "0" * 64,
    commands: Sequence[Mapping[str, Any]] = (),
) -> Answer:
    """Take in the operations of a device; give its answer once they are committed.

    `request_sha256` is of the unzipped push. Raises PushRefused, ChainGap (409), or OperationalError when
    the ledger is busy or gone (503): nothing is kept then.
    """
    if header.device != device.id:
        raise PushRefused(
            "push_of_other_device",
            f"这批记录自称来自设备 {header.device}，会话属于 {device.id}。",
            "请重新登录平板；若仍如此，请联系安全办公室。",
            status=403,
        )
    received = tuple(lines_receive(header, lines, keys_of(device)))
    batch = _accept(Batch(device.id, header, received, now))
    return Answer(
        AnswerHeader(
            device=device.id,
            epoch=batch.epoch,
            request_sha256=request_sha256,
            position=batch.position,
            server_time=instant_text(now),
            commands=tuple(commands),
        ),
        tuple(result_of(operation) for operation in batch.operations),
    )


def _accept(batch: Batch) -> Batch:
    """Apply the batch in one go; only if that fails, again with a savepoint for each operation."""
    if not _applied_in_one_go(batch):
        batch.apply(alone=True)
    return batch


def _applied_in_one_go(batch: Batch) -> bool:
    try:
        batch.apply(alone=False)
    except ChainGap:
        raise
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return False
    except Exception:
        return False  # the second time tells which operation it is, and logs it
    return True
