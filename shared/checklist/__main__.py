"""Check a folder of checklists, or record what is published from it.

`python -m shared.checklist check FOLDER` tells every fault of every file. `… record FOLDER` writes the hashes
of new versions into `FOLDER/published.json`; it refuses when a published version changed. `--never-shipped
ID@VERSION` records a version anew that no server has published yet.

Exit status: 0 all is well, 1 there are faults, 2 the command line is not understood.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from shared.checklist.catalogue import Catalogue, catalogue_read
from shared.checklist.recording import (
    RECORD,
    catalogue_hashes,
    record_grown,
    record_read,
    record_write,
)
from shared.problems import Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; give its exit status."""
    parser = argparse.ArgumentParser(prog="python -m shared.checklist")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, sentence in (
        ("check", "read a folder of checklists and tell every fault"),
        ("record", f"write the hashes of new versions into {RECORD}"),
    ):
        command = commands.add_parser(name, help=sentence)
        command.add_argument("folder", type=Path, help="the folder, for example: checklists")
    command.add_argument("--never-shipped", metavar="ID@VERSION", nargs="+", default=[])
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            lines = summary(catalogue_read(options.folder))
        else:
            lines = record(options.folder, frozenset(options.never_shipped))
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def record(folder: Path, never_shipped: Collection[str]) -> list[str]:
    """Record the new versions of a folder; say which. Raises RecordFaulty, CatalogueFaulty."""
    hashes = catalogue_hashes(catalogue_read(folder))
    file = folder / RECORD
    before = record_read(file.read_bytes()) if file.exists() else {}
    kept = {version: one for version, one in before.items() if version not in never_shipped}
    after = record_grown(kept, hashes)
    file.write_bytes(record_write(after))
    new = [f"{name}  {one[:12]}" for name, one in after.items() if before.get(name) != one]
    return new or ["nothing new"]


def summary(catalogue: Catalogue) -> list[str]:
    """Say in a few lines what was read."""
    lines = [
        f"{one.id}@{one.version}  {len(one.items)} items  {one.sha256[:12]}  {one.text.zh}"
        for one in catalogue.checklists
    ]
    years = ", ".join(str(year) for year in sorted(catalogue.calendars)) or "none"
    lines.append(
        f"{len(catalogue.documents)} documents, model {catalogue.model.name}, calendars: {years}"
    )
    return lines


if __name__ == "__main__":
    sys.exit(main())
