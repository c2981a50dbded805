"""Make visits beside the process that pushes them: drawing papers is most of the work of a load.

The other process is started afresh and knows no database; what it is asked for is a `Plan`, what it
gives is the record's data with the files it cites. A visit's chance is its own, so that the order in
which visits are made decides nothing.
"""

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from server.demo.pictures import sha256
from server.demo.visiting import Plan, visit_make
from shared.checklist import Checklist, checklist_read
from shared.paper import paper_fonts

_KNOWN: dict[str, Checklist] = {}


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """Hold a visit's data and its files by their hash."""

    data: dict[str, Any]
    files: Mapping[str, bytes]


class VisitMaker:
    """Hold the other process; `ask` begins a visit, the future gives it."""

    def __init__(self, sources: Sequence[bytes]) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(tuple(sources),),
        )

    def ask(self, plan: Plan, *, form: str, seed: int) -> "Future[MadeVisit]":
        """Begin to make a visit; `form` is the hash of its checklist, `plan.checklist` is not sent."""
        return self._pool.submit(_make, plan, form, seed)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _begin(sources: tuple[bytes, ...]) -> None:
    for source in sources:
        checklist = checklist_read(source, file="the sample")
        _KNOWN[checklist.sha256] = checklist


def _make(plan: Plan, form: str, seed: int) -> MadeVisit:
    files: dict[str, bytes] = {}

    def keep(content: bytes) -> str:
        name = sha256(content)
        files[name] = content
        return name

    chance = random.Random(f"visit {seed} {plan.run}")
    data = visit_make(plan, _KNOWN[form], chance=chance, keep=keep, fonts=paper_fonts())
    return MadeVisit(data, files)
