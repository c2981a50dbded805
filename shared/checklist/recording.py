"""The record of published versions: `published.json` keeps the hash of every `id@version`, and only grows."""

import json
from collections.abc import Iterator, Mapping

from shared.checklist.catalogue import Catalogue
from shared.problems import Fault, Problem

RECORD = "published.json"
_KEEP = "What is published never changes: write the new text as a new version in a new file."


class RecordFaulty(Problem):
    """A record that does not fit its folder; `fields` name each version."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "record_faulty",
            f"{RECORD}: {len(faults)} published version(s) changed or vanished.",
            "Bring the published bytes back and write a new version beside them.",
            fields=faults,
        )


def record_read(source: bytes) -> dict[str, str]:
    """Read the record. Raises RecordFaulty when it is not a JSON object of hashes."""
    try:
        read = json.loads(source)
    except ValueError as error:
        raise RecordFaulty(
            (Fault(RECORD, f"not JSON: {error}.", "Restore it from git."),)
        ) from error
    if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
        raise RecordFaulty((Fault(RECORD, "not a map of hashes.", "Restore it from git."),))
    return read


def catalogue_hashes(catalogue: Catalogue) -> dict[str, str]:
    """Give the hash of every version a folder holds."""
    model = catalogue.model
    hashes = {f"{one.id}@{one.version}": one.sha256 for one in catalogue.checklists}
    return {**hashes, f"{model.id}@{model.version}": model.sha256}


def record_faults(record: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[Fault]:
    """Find published versions whose bytes changed, or that are not there any more."""
    for version, sha256 in record.items():
        found = hashes.get(version)
        if found is None:
            yield Fault(
                version,
                "was published, and its file is gone.",
                "Bring the file back: visits made with it are read by it for ever.",
            )
        elif found != sha256:
            yield Fault(version, f"was published as {sha256[:12]}, is now {found[:12]}.", _KEEP)


def record_grown(record: Mapping[str, str], hashes: Mapping[str, str]) -> dict[str, str]:
    """Add the versions that are new. Raises RecordFaulty when an old one does not fit."""
    faults = tuple(record_faults(record, hashes))
    if faults:
        raise RecordFaulty(faults)
    return {**record, **hashes}


def record_write(record: Mapping[str, str]) -> bytes:
    """Write the record, sorted, one version a line."""
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
