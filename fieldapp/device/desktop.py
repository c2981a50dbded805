"""Desktop stand-ins: a camera that picks files, a place that replays a track, the routing table.

`XUNAN_CAMERA` names a folder whose pictures are taken one after the other; without it a file
dialog asks. `XUNAN_TRACK` names a file of `lat,lon[,accuracy in metres]` lines; each question
answers with the next line, the last one stays.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fieldapp.device.answers import Answer, denied, ok, unavailable
from fieldapp.device.ports import Fix
from shared.clock import instant_text

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
ROUTES = Path("/proc/net/route")


class DesktopCamera:
    """Take the next picture of a folder, or let the person choose a file."""

    def __init__(self, folder: str | None) -> None:
        self._pictures: Iterator[Path] | None = None
        if folder:
            found = sorted(p for p in Path(folder).iterdir() if p.suffix.lower() in PICTURES)
            self._pictures = itertools.cycle(found) if found else iter(())

    def photo_take(self, target: Path, done: Callable[[Answer[Path]], None]) -> None:
        """Copy a picture to `target` and tell `done`."""
        chosen = self._chosen()
        if chosen.value is None:
            done(chosen)
            return
        try:
            shutil.copyfile(chosen.value, target)
        except OSError as error:
            done(unavailable(f"{chosen.value.name}: {error.strerror}"))
            return
        done(ok(target))

    def _chosen(self) -> Answer[Path]:
        if self._pictures is not None:
            found = next(self._pictures, None)
            return ok(found) if found else unavailable("XUNAN_CAMERA has no pictures")
        return _file_ask()


def _file_ask() -> Answer[Path]:
    try:
        from plyer import filechooser

        chosen = filechooser.open_file(title="选择照片", filters=[["图片", "*.jpg", "*.png"]])
    except Exception as error:  # plyer raises whatever its dialog program raises
        return unavailable(str(error) or type(error).__name__)
    return ok(Path(chosen[0])) if chosen else denied("没有选择照片")


class DesktopLocation:
    """Replay a track."""

    def __init__(self, track: str | None) -> None:
        self._points = _track_read(Path(track)) if track else []
        self._next = 0

    def fix_get(self, seconds: float) -> Answer[Fix]:
        """Answer the next point of the track at once."""
        if not self._points:
            return unavailable("这台电脑没有定位；可用 XUNAN_TRACK 指定轨迹文件")
        lat, lon, accuracy = self._points[min(self._next, len(self._points) - 1)]
        self._next += 1
        now = instant_text(datetime.now(UTC))
        return ok(Fix(lon, lat, accuracy, now, provider="track", mock=True))


def _track_read(path: Path) -> list[tuple[int, int, int]]:
    points: list[tuple[int, int, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.split("#")[0].split(",")]
        try:
            lat, lon = (int(Decimal(part).scaleb(7)) for part in parts[:2])
            accuracy = int(parts[2]) if len(parts) > 2 else 10
        except (ValueError, InvalidOperation):
            continue  # a remark or an empty line
        points.append((lat, lon, accuracy))
    return points


class DesktopNetwork:
    """Look whether there is a way out of this machine."""

    def kind_get(self) -> Answer[str]:
        """Return wifi, wired or none, from the routing table."""
        try:
            rows = [line.split() for line in ROUTES.read_text(encoding="ascii").splitlines()[1:]]
        except OSError:
            return unavailable("no routing table here")
        names = [row[0] for row in rows if len(row) > 2 and row[1] == "00000000"]
        if not names:
            return ok("none")
        return ok("wifi" if names[0].startswith("wl") else "wired")
