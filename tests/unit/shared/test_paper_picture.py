"""What is shown on a tablet is the paper itself: drawn from its bytes, hands included."""

import io

import pytest
from PIL import Image

from shared.paper import Mark, PaperUnreadable, paper_draw, paper_pictures, paper_stamp
from shared.paper.objects import file_mark, revision_append, revisions_read, stream_write
from tests.ground import visits as v

DOTS = 900 / 21_000  # pixels of a hundredth of a millimetre
STROKE = (((0.1, 0.8), (0.5, 0.1), (0.9, 0.9)),)


@pytest.fixture(scope="module")
def drawn():
    return paper_draw(v.paper_facts())


def pictures(pdf):
    return [Image.open(io.BytesIO(png)).convert("L") for png in paper_pictures(pdf, width=900)]


def place(box):
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    return tuple(round(edge * DOTS) for edge in edges)


def is_inked(picture, box):
    return picture.crop(place(box)).getextrema()[0] < 128


def test_every_page_is_a_picture_of_a4_with_words_on_it(drawn):
    pages = pictures(drawn.pdf)
    assert [page.size for page in pages] == [(900, 1273)] * 2
    for page in pages:
        assert page.getextrema() == (0, 255)
        assert page.crop((0, 0, 900, 80)).getextrema() == (255, 255), "the margin is free"


def test_hands_are_shown_in_their_boxes(drawn):
    before = pictures(drawn.pdf)
    marks = [Mark(v.FIRST, image=v.ink_png()), Mark("site", strokes=STROKE)]
    after = pictures(paper_stamp(drawn.pdf, marks))
    for box in drawn.boxes:
        assert not is_inked(before[box.page - 1], box)
        assert is_inked(after[box.page - 1], box) == (box.who in (v.FIRST, "site"))


def test_what_is_shown_follows_the_bytes_and_nothing_else(drawn):
    assert paper_pictures(drawn.pdf) == paper_pictures(drawn.pdf)
    objects = revisions_read(drawn.pdf)[0].objects
    words = next(n for n, body in objects.items() if b" Tj ET" in body)
    empty = revision_append(drawn.pdf, {words: stream_write(b"", b"")}, mark=file_mark(b"x"))
    assert pictures(empty)[0].getextrema() == (255, 255)


def test_an_instruction_nobody_knows_is_refused_and_not_left_out(drawn):
    objects = revisions_read(drawn.pdf)[0].objects
    words = next(n for n, body in objects.items() if b" Tj ET" in body)
    strange = revision_append(drawn.pdf, {words: stream_write(b"", b"0 0 m 1 1 2 2 v S")}, mark=file_mark(b"x"))  # fmt: skip
    with pytest.raises(PaperUnreadable):
        paper_pictures(strange)
