"""Make the golden files of a day: `python -m tests.contract.make_golden 2`.

Golden files are what this version leaves behind for ever: a tablet's store with a draft and unsent work, a
push, a page of the feed, an evidence bundle, a rescue bundle, and golden.json, which says what they hold.
They are made once for a day and never again; later versions must open them all. pytest does not run this.
"""

import hashlib
import io
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from shared.clock import instant_text
from tests.ground.golden_day import BEGINS, PIN, key_named, nothing_by_chance

GOLDEN = Path(__file__).with_name("golden")
MOST = 400_000  # bytes of one day's files
LEFT_OUT = {"reserve", "lock", "running", "store.db-journal"}
STAMP = (2026, 11, 22, 9, 10, 0)


def main(day: str) -> int:
    """Make golden/<day>/, unless it is there."""
    target = GOLDEN / day
    if target.exists():
        raise SystemExit(f"{target.name} is there already; golden files are never made again.")
    from tests.ground import database  # names the settings and sets Django up  # isort: skip
    from django.conf import settings
    from django.core.management import call_command

    from server.config.postgres import start

    running = start(settings.DATA_DIR / "postgres", durable=False)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        with tempfile.TemporaryDirectory() as folder, nothing_by_chance(settings.DATA_DIR):
            files = day_play(Path(folder))
    finally:
        running.stop()
    assert database.FOLDER == settings.DATA_DIR
    if (size := sum(map(len, files.values()))) > MOST:
        raise SystemExit(f"{size} bytes are more than {MOST}.")
    target.mkdir(parents=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
        sys.stdout.write(f"{len(content):8d} {name}\n")
    return 0


def day_play(folder: Path) -> dict[str, bytes]:
    """Play the day; give the files by their names."""
    from tests.ground.golden_play import Day

    files, facts = Day(folder).play(folder_zip)
    facts = {
        "begins": instant_text(BEGINS),
        "pin": PIN,
        "server_secret": key_named("server").to_bytes().hex(),
        **facts,
        "sha256": {name: hashlib.sha256(one).hexdigest() for name, one in sorted(files.items())},
    }
    return {"golden.json": json_bytes(facts), **files}


def json_bytes(facts: dict[str, Any]) -> bytes:
    """Write JSON as people read it."""
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def folder_zip(folder: Path) -> bytes:
    """Pack a closed tablet's folder; the same files make the same bytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in LEFT_OUT:
                member = zipfile.ZipInfo(str(path.relative_to(folder)), STAMP)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                packed.writestr(member, path.read_bytes())
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
