"""An independent reader opens our papers: the same words before and after stamping, ink only in the boxes."""

import io
import subprocess

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from shared.paper import Mark, paper_draw, paper_pictures, paper_stamp
from tests.ground import visits as v

pytestmark = pytest.mark.e2e
DOTS = 100  # per inch
STROKE = (((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0)))


def poppler(tool, *words):
    """Run a tool of poppler; whatever it says on standard error is a fault of the file."""
    done = subprocess.run([tool, *map(str, words)], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def grey(path):
    with Image.open(path) as picture:
        return picture.convert("L")


@pytest.fixture(scope="module", params=["record", "order"])
def papers(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    drawn = paper_draw(v.paper_facts(kind=request.param))
    marks = [Mark(v.FIRST, image=v.ink_png()), Mark(v.SECOND, image=v.ink_png(300, 300)), Mark("site", strokes=STROKE)]  # fmt: skip
    (folder / "read.pdf").write_bytes(drawn.pdf)
    (folder / "stamped.pdf").write_bytes(paper_stamp(drawn.pdf, marks))
    return folder, drawn


def test_both_open_without_a_complaint_and_tell_their_title(papers):
    folder, _ = papers
    for name in ("read.pdf", "stamped.pdf"):
        facts = poppler("pdfinfo", folder / name)
        assert "2026" in facts
        assert "A4" in facts
        fonts = poppler("pdffonts", folder / name).splitlines()[2:]
        assert len(fonts) == 2
        assert all(" yes yes yes " in line for line in fonts)  # embedded, a subset, with Unicode


def test_the_words_are_the_same_before_and_after_the_hands(papers):
    folder, _ = papers
    before, after = (poppler("pdftotext", "-layout", folder / name, "-") for name in ("read.pdf", "stamped.pdf"))  # fmt: skip
    assert before == after
    for fact in ("长春市宽城区应急管理局", "就餐区不放置、不使用气瓶", "2026年12月7日", "王立新"):
        assert fact in before


def test_ink_lies_in_the_boxes_and_nowhere_else(papers):
    folder, drawn = papers
    images = {}
    for name in ("read", "stamped"):
        poppler("pdftoppm", "-r", DOTS, "-gray", "-png", folder / f"{name}.pdf", folder / name)
        images[name] = [grey(path) for path in sorted(folder.glob(f"{name}-*.png"))]
    signed = {v.FIRST, v.SECOND, "site"}
    for page, (before, after) in enumerate(zip(images["read"], images["stamped"], strict=True), 1):
        change = ImageChops.difference(before, after)
        for box in (one for one in drawn.boxes if one.page == page):
            place = tuple(round(n * DOTS / 2540) for n in (box.x, box.y, box.x + box.width, box.y + box.height))  # fmt: skip
            inked = change.crop(place).getbbox() is not None
            assert inked == (box.who in signed)
            assert before.crop(place).getextrema() == (255, 255), "the place was free"
            change.paste(0, (place[0] - 1, place[1] - 1, place[2] + 1, place[3] + 1))
        assert change.getbbox() is None, "ink outside the boxes"


def test_the_tablets_own_picture_shows_what_poppler_shows(papers):
    folder, _ = papers
    poppler("pdftoppm", "-r", DOTS, "-gray", "-png", folder / "stamped.pdf", folder / "seen")
    theirs = [grey(path) for path in sorted(folder.glob("seen-*.png"))]
    ours = paper_pictures((folder / "stamped.pdf").read_bytes(), width=theirs[0].width)
    for one, other in zip(ours, theirs, strict=True):
        mine = grey(io.BytesIO(one)).resize(other.size)
        # Blurred, so that a letter drawn half a pixel apart is the same letter.
        change = ImageChops.difference(
            *(each.filter(ImageFilter.GaussianBlur(4)) for each in (mine, other))
        )
        assert ImageStat.Stat(change).mean[0] < 2.5
        assert change.getextrema()[1] < 45  # a lost line makes 70
