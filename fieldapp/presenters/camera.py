"""Take one photo with the tablet's camera; the camera's own file goes away when it was read."""

import queue
from pathlib import Path

from fieldapp.device import Answer
from fieldapp.work import Tablet, photo_add
from shared.problems import Problem

LONGEST_WAIT = 600.0  # seconds; a camera that never comes back must not hold the thread for ever


class PhotoNotTaken(Problem):
    """Say why there is no photo; `denied` when the person thought better of it."""

    def __init__(self, state: str, reason: str) -> None:
        remedy = "可以稍后补拍，或换用文件选择。" if state == "unavailable" else ""
        super().__init__(f"photo_{state}", f"没有拍照：{reason}。", remedy)


def picture_take(tablet: Tablet) -> bytes:
    """Return the bytes of a photo; waits for the person. Raises PhotoNotTaken."""
    folder = tablet.folder / "camera"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{tablet.ids.new()}.jpg"
    answers: queue.SimpleQueue[Answer[Path]] = queue.SimpleQueue()
    tablet.device.camera.photo_take(target, answers.put)
    try:
        answer = answers.get(timeout=LONGEST_WAIT)
        if not answer.is_ok:
            raise PhotoNotTaken(answer.state, answer.reason)
        return target.read_bytes()
    except queue.Empty as error:
        raise PhotoNotTaken("unavailable", "相机没有返回") from error
    finally:
        target.unlink(missing_ok=True)


def photo_make(tablet: Tablet, *, run: str, item: str, at: tuple[str, ...]) -> str:
    """Take a photo for an item and return its SHA-256; it is sealed on disk and in the answer then.

    Raises PhotoNotTaken, and what `photo_add` raises.
    """
    return photo_add(tablet, run=run, item=item, source=picture_take(tablet), at=at)
