"""The pages shown are drawn from the paper's own bytes; what cannot be shown is refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from fieldapp.presenters.paper_content import PaperFile, PaperUnshown, codes, operations
from fieldapp.presenters.paper_pages import pages_draw
from fieldapp.screens import sample_day
from fieldapp.screens.sample_day import handwriting
from fieldapp.work import Tablet, blob_read, operations_list, paper_preview, run_finish
from fieldapp.work.operations import tablet_verify
from shared.paper import Mark, paper_stamp
from shared.paper.objects import PaperUnreadable


@pytest.fixture
def paper(day: Tablet) -> bytes:
    """Give the record of a visit with findings."""
    return paper_preview(day, run=sample_day.run_complete(day)).pdf


def opened(png: bytes) -> Image.Image:
    """Open a page."""
    return Image.open(BytesIO(png)).convert("L")


def text_of(pdf: bytes) -> str:
    """Read every character that the pages show, in order."""
    file = PaperFile(pdf)
    shown = []
    for page in file.pages():
        names, font = file.names(page), 0
        for operator, words in operations(file.content(page)):
            if operator == b"Tf":
                font = names[words[-2][1:]]
            if operator == b"Tj":
                shown.append("".join(file.font(font).characters[code] for code in codes(words[0])))
    return "\n".join(shown)


def test_the_words_of_the_visit_stand_on_the_pages(paper: bytes) -> None:
    text = text_of(paper)

    assert "现场检查记录" in text
    assert "金海湾酒家" in text
    assert "宽城区应急管理局" in text
    assert "04-1042" in text


def test_pages_are_a4_drawn_in_ink_within_their_margins(paper: bytes) -> None:
    pages = [opened(page) for page in pages_draw(paper, width=600)]

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

    assert pages_draw(paper)[0] == pages_draw(paper)[0]
    assert pages_draw(paper)[0] != pages_draw(other)[0]


def test_a_stamped_signature_shows_where_its_box_is(paper: bytes) -> None:
    stamped = paper_stamp(paper, [Mark("site", image=handwriting(1))])
    before, after = opened(pages_draw(paper)[-1]), opened(pages_draw(stamped)[-1])

    changed = ImageChops.difference(before, after).getbbox()

    assert changed is not None
    assert opened(pages_draw(paper)[0]).tobytes() == opened(pages_draw(stamped)[0]).tobytes()
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

    with pytest.raises(PaperUnshown) as refusal:
        pages_draw(changed)

    assert "请勿签名" in refusal.value.remedy


def test_bytes_that_are_no_paper_are_refused() -> None:
    with pytest.raises(PaperUnreadable):
        pages_draw(b"%PDF-1.4 of another maker")


def test_the_kept_artefact_of_a_finished_visit_can_be_shown_again(day: Tablet) -> None:
    run_finish(day, run=sample_day.run_signed(day))
    assert tablet_verify(day).faults == ()
    rows = day.database.rows("SELECT sha256 FROM blob WHERE media = 'application/pdf'")

    pages = [pages_draw(blob_read(day, sha256=row[0]), width=400) for row in rows]

    assert sorted(len(one) for one in pages) == [1, 2]
    assert operations_list(day)[0].kind == "visit"
