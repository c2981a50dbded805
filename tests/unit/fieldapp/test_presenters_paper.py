"""The pages shown are drawn from the paper's own bytes; what cannot be shown is refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from fieldapp.screens import sample_day
from fieldapp.screens.sample_day import handwriting
from fieldapp.work import Tablet, blob_read, operations_list, paper_preview, run_finish
from fieldapp.work.operations import tablet_verify
from shared.paper import Mark, PaperUnreadable, paper_pictures, paper_stamp


@pytest.fixture
def paper(day: Tablet) -> bytes:
    """Give the record of a visit with findings."""
    return paper_preview(day, run=sample_day.run_complete(day)).pdf


def opened(png: bytes) -> Image.Image:
    """Open a page."""
    return Image.open(BytesIO(png)).convert("L")


def test_pages_are_a4_drawn_in_ink_within_their_margins(paper: bytes) -> None:
    pages = [opened(page) for page in paper_pictures(paper, width=600)]

    assert len(pages) == 2
    for page in pages:
        assert page.size == (600, 849)
        left, top, right, foot = ImageChops.invert(page).getbbox()
        assert left > 60
        assert right < 540
        assert 60 < top < 200
        assert 780 < foot < 849


def test_another_word_is_another_picture(day: Tablet, paper: bytes) -> None:
    other = paper_preview(day, run=sample_day.run_scored(day)).pdf

    assert paper_pictures(paper)[0] == paper_pictures(paper)[0]
    assert paper_pictures(paper)[0] != paper_pictures(other)[0]


def test_a_stamped_signature_shows_where_its_box_is(paper: bytes) -> None:
    stamped = paper_stamp(paper, [Mark("site", image=handwriting(1))])
    before, after = opened(paper_pictures(paper)[-1]), opened(paper_pictures(stamped)[-1])

    changed = ImageChops.difference(before, after).getbbox()

    assert changed is not None
    assert (
        opened(paper_pictures(paper)[0]).tobytes() == opened(paper_pictures(stamped)[0]).tobytes()
    )
    wide, high = changed[2] - changed[0], changed[3] - changed[1]
    assert wide < before.width / 3
    assert high < before.height / 10


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda pdf: pdf.replace(b" re S\n", b" re s\n", 1), id="a closed path"),
        pytest.param(lambda pdf: pdf.replace(b" Tj ET", b" TJ ET", 1), id="kerned text"),
    ],
)
def test_what_it_does_not_know_is_refused_and_never_left_out(
    paper: bytes, change: Callable[[bytes], bytes]
) -> None:
    changed = change(paper)
    assert changed != paper

    with pytest.raises(PaperUnreadable) as refusal:
        paper_pictures(changed)

    assert refusal.value.remedy


def test_bytes_that_are_no_paper_are_refused() -> None:
    with pytest.raises(PaperUnreadable):
        paper_pictures(b"%PDF-1.4 of another maker")


def test_the_kept_artefact_of_a_finished_visit_can_be_shown_again(day: Tablet) -> None:
    run_finish(day, run=sample_day.run_signed(day))
    assert tablet_verify(day).faults == ()
    rows = day.database.rows("SELECT sha256 FROM blob WHERE media = 'application/pdf'")

    pages = [paper_pictures(blob_read(day, sha256=row[0]), width=400) for row in rows]

    assert sorted(len(one) for one in pages) == [1, 2]
    assert operations_list(day)[0].kind == "visit"
