"""Make the golden store of this version: `python -m tests.contract.fieldapp.make_golden VERSION`.

A golden store is a tablet's folder as some release left it, with an open visit, a finished one that
was not sent, and a confirmed one. It is made once for each schema and never again.
"""

import io
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

from fieldapp.work import photo_add, run_finish, sync_once
from tests.ground.field import field_open, run_answer, run_begin

GOLDEN = Path(__file__).with_name("golden")
LEFT_OUT = {"reserve", "lock", "running", "store.db-journal"}


def golden_make(version: str) -> Path:
    """Make golden/store-VERSION.zip."""
    target = GOLDEN / f"store-{version}.zip"
    if target.exists():
        raise SystemExit(f"{target.name} is there already; golden files are never made again.")
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, field_open(Path(folder) / "tablet") as field:
        for ended in ("confirmed", "queued", "open"):
            run = run_begin(field.tablet)
            picture = io.BytesIO()
            Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
            run_answer(field.tablet, run)
            photo_add(field.tablet, run=run, item="G07", source=picture.getvalue())
            if ended != "open":
                run_finish(field.tablet, run=run)
            if ended == "confirmed":
                sync_once(field.tablet)
        field.tablet.database.db.execute("VACUUM")
        field.tablet.close()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
            for path in sorted(field.folder.rglob("*")):
                if path.is_file() and path.name not in LEFT_OUT:
                    kept.write(path, path.relative_to(field.folder))
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{golden_make(sys.argv[1])}\n")
