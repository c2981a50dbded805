"""Stamping puts hands into reserved places and can do nothing else; every other change is found."""

import hashlib
import io

import pytest
from PIL import Image

from shared.paper import (
    Mark,
    MarkUnreadable,
    PaperUnreadable,
    StampRefused,
    paper_draw,
    paper_read,
    paper_render,
    paper_stamp,
)
from shared.paper.boxes import form_write, places_read
from shared.paper.objects import (
    file_mark,
    revision_append,
    revisions_read,
    run_length,
    stream_write,
)
from tests.ground import visits as v
from tests.ground.pdf_text import unpacked

STROKE = (((0.1, 0.8), (0.5, 0.1), (0.9, 0.9)), ((0.5, 0.5),))


@pytest.fixture(scope="module")
def drawn():
    return paper_draw(v.paper_facts())


@pytest.fixture(scope="module")
def stamped(drawn):
    return paper_stamp(
        drawn.pdf,
        [Mark(v.FIRST, image=v.ink_png()), Mark(v.SECOND, image=v.ink_png()), Mark("site", strokes=STROKE)],
    )  # fmt: skip


def test_what_was_read_stays_in_front_byte_for_byte(drawn, stamped):
    assert stamped.startswith(drawn.pdf)
    read = paper_read(stamped)
    assert read.read == drawn.sha256
    assert read.sha256 == hashlib.sha256(stamped).hexdigest() != drawn.sha256
    assert read.stamped == {v.FIRST, v.SECOND, "site"}
    assert read.faults == ()


def test_the_same_hands_give_the_same_bytes(drawn, stamped):
    marks = [
        Mark(v.FIRST, image=v.ink_png()),
        Mark(v.SECOND, image=v.ink_png()),
        Mark("site", strokes=STROKE),
    ]
    assert paper_stamp(drawn.pdf, marks) == stamped


def test_hands_may_come_one_after_the_other(drawn):
    first = paper_stamp(drawn.pdf, [Mark(v.FIRST, strokes=STROKE)])
    both = paper_stamp(first, [Mark("site", image=v.ink_png())])
    assert both.startswith(first)
    assert paper_read(both).stamped == {v.FIRST, "site"}
    assert paper_read(both).faults == ()


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([Mark("O-9", strokes=STROKE)], "stamp_no_box"),
        ([Mark(v.FIRST, strokes=STROKE), Mark(v.FIRST, strokes=STROKE)], "stamp_twice"),
        ([Mark(v.FIRST)], "stamp_nothing"),
        ([], "stamp_nothing"),
    ],
)
def test_a_stamp_without_a_place_is_refused(drawn, marks, code):
    with pytest.raises(StampRefused) as refused:
        paper_stamp(drawn.pdf, marks)
    assert refused.value.code == code


def test_a_place_is_stamped_once(stamped):
    with pytest.raises(StampRefused) as refused:
        paper_stamp(stamped, [Mark(v.FIRST, strokes=STROKE)])
    assert refused.value.code == "stamp_twice"


def picture(size=(30, 10), colour=(255, 255, 255, 0)):
    written = io.BytesIO()
    Image.new("RGBA", size, colour).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    "mark",
    [
        Mark(v.FIRST, image=b"not a picture"),
        Mark(v.FIRST, image=v.ink_png()[:200]),
        Mark(v.FIRST, image=picture()),  # nobody signed
        Mark(v.FIRST, strokes=(((0.5, 0.5), (1.5, 0.5)),)),
    ],
    ids=["no picture", "cut", "blank", "off the pad"],
)
def test_what_is_no_signature_is_refused(drawn, mark):
    with pytest.raises(MarkUnreadable):
        paper_stamp(drawn.pdf, [mark])


@pytest.mark.parametrize("size", [(900, 300), (3000, 200), (50, 400), (1, 1)])
def test_pictures_of_any_shape_fit_their_box(drawn, size):
    image = picture(size, (0, 0, 0, 255))
    pdf = paper_stamp(drawn.pdf, [Mark(v.FIRST, image=image)])
    assert paper_read(pdf).faults == ()


def later(pdf, objects):
    return revision_append(pdf, objects, mark=file_mark(b"someone"))


def test_a_later_revision_that_touches_the_words_is_found(drawn, stamped):
    revision = revisions_read(drawn.pdf)[0]
    words = next(n for n, body in revision.objects.items() if b" Tj ET" in body)
    changed = later(stamped, {words: stream_write(b"", b"BT ET")})
    assert [fault.message for fault in paper_read(changed).faults] == [
        f"改动了已阅读的内容（对象 {words}）。"
    ]
    assert (
        paper_read(changed).read == drawn.sha256
    )  # the front is whole, and yet it is not the paper


@pytest.mark.parametrize("part", ["root", "page", "resources", "font"])
def test_no_object_of_the_reading_can_be_replaced(drawn, part):
    revision = revisions_read(drawn.pdf)[0]
    find = {"page": b"/Type /Page\n", "resources": b"/ProcSet [", "font": b"/Type0"}
    number = (
        revision.root
        if part == "root"
        else next(n for n, body in revision.objects.items() if find[part] in body)
    )
    changed = later(drawn.pdf, {number: revision.objects[number] + b" "})
    assert len(paper_read(changed).faults) == 1


def test_a_hand_cannot_be_exchanged_or_leave_its_box(drawn, stamped):
    forms = {box.who: number for number, box in _forms(stamped).items()}
    box = _forms(stamped)[forms["site"]]
    again = later(stamped, {forms["site"]: form_write(box, b"", b"0 0 m S")})
    assert len(paper_read(again).faults) == 1
    witness = forms["witness"]
    wide = b"/Type /XObject /Subtype /Form /BBox [-900 -900 900 900] /Resources <<>>"
    over = later(stamped, {witness: stream_write(wide, b"0 0 900 900 re f")})
    assert [fault.message for fault in paper_read(over).faults] == ["witness 的签名框被改过形状。"]


def _forms(pdf):
    return places_read(revisions_read(pdf)[0]).forms


def test_another_catalog_is_found(drawn):
    changed = later(drawn.pdf, {9999: b"<</Type /Catalog /Pages 1 0 R>>"})
    root = b"/Root %d 0 R" % revisions_read(drawn.pdf)[0].root
    head, tail = changed[: len(drawn.pdf)], changed[len(drawn.pdf) :]
    assert paper_read(head + tail.replace(root, b"/Root 9999 0 R")).faults != ()


def test_every_flipped_byte_changes_the_reading_or_the_whole(drawn, stamped):
    truth = paper_read(stamped)
    for place in [*range(0, len(stamped), 997), *range(len(drawn.pdf), len(stamped), 211)]:
        changed = bytearray(stamped)
        changed[place] ^= 1
        try:
            found = paper_read(bytes(changed))
        except PaperUnreadable:
            continue
        assert found.sha256 != truth.sha256
        assert (found.read != truth.read) == (place < len(drawn.pdf))


@pytest.mark.parametrize("cut", [0, 1, 100, 5_000, -1, -40])
def test_a_cut_file_is_no_paper(stamped, cut):
    with pytest.raises(PaperUnreadable):
        paper_read(stamped[:cut])


def test_bytes_behind_the_end_are_no_paper(stamped):
    with pytest.raises(PaperUnreadable):
        paper_read(stamped + b"\n")


def test_a_strange_pdf_is_no_paper():
    with pytest.raises(PaperUnreadable):
        paper_read(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")


def test_a_record_and_an_order_keep_their_places_apart():
    order = paper_render(v.paper_facts(kind="order"))
    pdf = paper_stamp(order, [Mark(v.FIRST, strokes=STROKE)])
    assert (paper_read(pdf).kind, paper_read(pdf).stamped) == ("order", {v.FIRST})


@pytest.mark.parametrize(
    "content",
    [b"", b"a", b"ab", b"aaa", b"a" * 127, b"a" * 128, b"a" * 129, b"a" * 300, b"abc" * 100,
     bytes(range(256)) * 3, b"aab" * 50 + b"c" * 5, b"\n" * 7 + b"x"],
)  # fmt: skip
def test_runs_are_shortened_and_come_back(content):
    assert unpacked(run_length(content)) == content
