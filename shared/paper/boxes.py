"""Places on a paper that are kept free for a hand, and how the file itself says where they are.

A place is a form XObject that draws nothing yet. Stamping fills this one object in a later revision;
the page that draws it, with all its words, is not touched, and the form's own bounds clip the ink.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.paper.objects import PaperUnreadable, Revision, stream_content, stream_write

PAGE_HEIGHT = 29_700  # hundredths of a millimetre
POINTS = 72 / 2540  # of one hundredth of a millimetre
VERSION = 1
_PRIVATE = re.compile(rb"/PieceInfo <</Xunan <<[^<>]*/Private (\d+) 0 R>>>>")


@dataclass(frozen=True, slots=True)
class Box:
    """Hold one place: whose, on which page, and where, in hundredths of a millimetre from top left."""

    who: str
    page: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Places:
    """Hold what a file says of itself: its kind and number, and object number → box."""

    kind: str
    number: str
    forms: Mapping[int, Box]


def points(hundredths: float) -> bytes:
    """Write a length in points, the same digits everywhere."""
    return b"%.2f" % (hundredths * POINTS)


def form_write(box: Box, resources: bytes, content: bytes) -> bytes:
    """Return the form of a place; nothing it draws can leave its bounds."""
    return stream_write(form_entries(box) + b" /Resources <<%s>>" % resources, content)


def form_entries(box: Box) -> bytes:
    """Return what the dictionary of every form of a place begins with."""
    bounds = b"[0 0 %s %s]" % (points(box.width), points(box.height))
    return b"/Type /XObject /Subtype /Form /BBox " + bounds


def private_write(kind: str, number: str, forms: Mapping[int, Box]) -> bytes:
    """Write the places as the file keeps them."""
    rows = [
        {
            "form": form, "who": box.who, "page": box.page,
            "x": box.x, "y": box.y, "width": box.width, "height": box.height,
        }
        for form, box in sorted(forms.items())
    ]  # fmt: skip
    members = {"v": VERSION, "kind": kind, "number": number, "boxes": rows}
    return json.dumps(members, ensure_ascii=True, separators=(",", ":")).encode()


def places_read(first: Revision) -> Places:
    """Read the places from the first revision of a file; raise PaperUnreadable."""
    found = _PRIVATE.search(first.objects.get(first.root, b""))
    if found is None or int(found[1]) not in first.objects:
        raise PaperUnreadable("没有签名位置的记载")
    try:
        members = json.loads(stream_content(first.objects[int(found[1])]))
        names = Box.__dataclass_fields__
        forms = {
            int(row["form"]): Box(**{name: row[name] for name in names}) for row in members["boxes"]
        }
        return Places(str(members["kind"]), str(members["number"]), forms)
    except (ValueError, KeyError, TypeError) as error:
        raise PaperUnreadable("签名位置的记载读不出来") from error
