"""Stamp hands into the reserved places: a revision is appended, what was read is not touched."""

from collections.abc import Sequence

from shared.paper.boxes import Box, Places, form_write, places_read
from shared.paper.ink import Mark, image_draw, image_read, strokes_draw
from shared.paper.objects import file_mark, revision_append, revisions_read
from shared.problems import Problem


class StampRefused(Problem):
    """Refuse to stamp where there is no place, or where a hand already is."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)


def paper_stamp(pdf: bytes, marks: Sequence[Mark]) -> bytes:
    """Return the paper with the marks in their boxes; its first bytes are those that were read.

    The same paper and marks give the same bytes. Raises PaperUnreadable, MarkUnreadable, StampRefused
    (stamp_no_box, stamp_twice, stamp_nothing).
    """
    revisions = revisions_read(pdf)
    places = places_read(revisions[0])
    taken = {number for later in revisions[1:] for number in later.objects}
    objects: dict[int, bytes] = {}
    free = revisions[-1].size
    for mark in marks:
        number, box = _place(places, mark)
        if number in taken or number in objects:
            raise StampRefused(
                "stamp_twice",
                f"{mark.who} 的签名框里已有签名。",
                "文书只签一次；有误请重新制作文书。",
            )
        if mark.image is not None:
            picture, size = image_read(mark)
            objects[free] = picture
            resources = b"/XObject <</I %d 0 R>>" % free
            objects[number] = form_write(box, resources, image_draw(box, size))
            free += 1
        elif mark.strokes:
            objects[number] = form_write(box, b"", strokes_draw(mark, box))
    if not objects:
        raise StampRefused("stamp_nothing", "没有可盖入文书的签名。", "请先签名。")
    mark_name = file_mark(*(objects[number] for number in sorted(objects)))
    return revision_append(pdf, objects, mark=mark_name)


def _place(places: Places, mark: Mark) -> tuple[int, Box]:
    for number, box in places.forms.items():
        if box.who == mark.who:
            return number, box
    raise StampRefused(
        "stamp_no_box",
        f"这份文书没有 {mark.who} 的签名框。",
        f"签名框：{'、'.join(box.who for box in places.forms.values())}。",
    )
