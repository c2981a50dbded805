"""Taps, photos and syncing come from different threads: none loses what another saved."""

import io
import threading
from collections.abc import Callable

from PIL import Image

from fieldapp.work import (
    answer_save,
    operations_list,
    photo_add,
    run_finish,
    run_open,
    sync_once,
    tablet_status,
    tablet_verify,
)
from tests.ground.field import Field, run_answer, run_begin


def photo(shade: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 0, 0)).save(written, "JPEG")
    return written.getvalue()


def run_together(*deeds: Callable[[], None]) -> None:
    """Start the deeds at once and let any failure of theirs be the test's."""
    failures: list[BaseException] = []

    def guarded(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    if failures:
        raise failures[0]


def test_answers_photos_and_syncing_at_once(field: Field) -> None:
    tablet, run = field.tablet, run_begin(field.tablet)
    done = run_begin(tablet)
    run_answer(tablet, done)
    run_finish(tablet, run=done)

    def taps() -> None:
        for n in range(30):
            answer_save(tablet, run=run, item="C1", value="pass", at=(f"瓶{n}",), note=f"第{n}只")

    def photos() -> None:
        for shade in range(12):
            photo_add(tablet, run=run, item="G07", source=photo(shade * 20))

    def syncing() -> None:
        for _ in range(5):
            sync_once(tablet)
            tablet_status(tablet)

    run_together(taps, photos, syncing, lambda: [tablet_verify(tablet) for _ in range(3)])
    tablet = field.again()
    answers = run_open(tablet, run=run).answering
    assert [answers.get("C1", (f"瓶{n}",)).note for n in range(30)] == [
        f"第{n}只" for n in range(30)
    ]
    assert len(answers.get("G07").blobs) == 12
    assert [row.state for row in operations_list(tablet)] == ["confirmed"]
    assert tablet_verify(tablet).faults == ()
