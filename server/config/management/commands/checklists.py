"""Check a folder of checklists, or publish what it holds as entries of the office."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from server.catalogue.selectors import is_published
from server.intake.entry_make import entry_make
from server.ledger.writing import ledger_writing
from shared.checklist import Catalogue, catalogue_read
from shared.checklist.__main__ import summary
from shared.clock import SystemClock
from shared.ids import SystemIds


class Command(BaseCommand):
    """Check or publish."""

    help = "checklists check|publish [FOLDER]: tell every fault of a folder, or publish what is new in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, the folder and who answers for it."""
        parser.add_argument("deed", choices=["check", "publish"])
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.BASE_DIR / "checklists"
        )
        parser.add_argument("--officer", default="", help="id of the officer who publishes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the folder; publish all of it or nothing."""
        catalogue = catalogue_read(options["folder"])
        if options["deed"] == "check":
            lines = summary(catalogue)
        else:
            clock = SystemClock()
            lines = list(
                catalogue_publish(
                    catalogue=catalogue,
                    officer=options["officer"],
                    now=clock.now(),
                    import_id=SystemIds(clock).new(),
                )
            )
        self.stdout.write("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Text:
    """One file to publish: what kind of thing it is, its name and its text."""

    kind: str
    name: str
    text: str


def catalogue_publish(
    *, catalogue: Catalogue, officer: str, now: datetime, import_id: str
) -> tuple[str, ...]:
    """Publish what is new in a folder, in one commit under one import id; say what became of each file.

    Raises the handler's Problem; then nothing of the folder is published.
    """
    lines = []
    with ledger_writing(now=now) as writer:
        for one in _texts(catalogue):
            digest = sha256(one.text.encode()).hexdigest()
            if is_published(one.kind, one.name, digest):
                lines.append(f"unchanged  {one.name}")
                continue
            made = entry_make(
                origin="office", name=f"{one.kind}.publish", data={"text": one.text}, officer=officer,
                now=now, import_id=import_id, writer=writer,
            )  # fmt: skip
            lines.append(f"published  {one.name}  at {made.entry.position}")
    return tuple(lines)


def _texts(catalogue: Catalogue) -> Iterator[Text]:
    """Put documents and model first: a checklist is checked against them."""
    sources: Mapping[str, bytes] = catalogue.sources
    yield Text("documents", "documents", sources["documents.toml"].decode())
    yield Text("model", catalogue.model.name, sources["model.toml"].decode())
    for year in sorted(catalogue.calendars):
        yield Text("calendar", str(year), sources[f"calendars/{year}.toml"].decode())
    for checklist in catalogue.checklists:
        name = f"{checklist.id}@{checklist.version}"
        yield Text("checklist", name, checklist.source.decode())
