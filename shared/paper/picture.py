"""Draw a paper as pictures from its own bytes, so that what a person reads on a tablet is the paper.

It knows the few operators our papers are written with, and nothing more; the fonts are those inside.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from shared.paper.objects import (
    PaperUnreadable,
    object_reference,
    revisions_read,
    stream_content,
    stream_unpack,
)

WIDTH, HEIGHT = 595.28, 841.89  # A4 in points
_TOKEN = re.compile(rb"\((?:[^()\\]|\\.)*\)|/[A-Za-z0-9]+|-?\d+(?:\.\d+)?|[A-Za-z*]+", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_UNICODE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n")
_NAMED = re.compile(rb"/(\w+) (\d+) 0 R")
_UNIT = 1000  # pixels to measure glyphs with


@dataclass(slots=True)
class Ink:
    """Hold what the next stroke or word is drawn with."""

    font: str = ""
    size: float = 0.0
    spacing: float = 0.0
    grey: int = 0
    pen: float = 0.57
    shift: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    text: tuple[float, float] = (0.0, 0.0)
    path: list[tuple[float, float]] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None


class Face:
    """Hold one embedded font: its letters by code, its glyphs at any size."""

    def __init__(self, objects: Mapping[int, bytes], number: int) -> None:
        font = objects[number]
        cid = objects[object_reference(b"/DescendantFonts [", font)]
        descriptor = objects[object_reference(b"/FontDescriptor ", cid)]
        self._file = stream_unpack(objects[object_reference(b"/FontFile2 ", descriptor)])
        letters = stream_unpack(objects[object_reference(b"/ToUnicode ", font)])
        self.letters = {
            int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
            for code, sign in _UNICODE.findall(letters)
        }
        self._sized: dict[float, ImageFont.FreeTypeFont] = {}
        self._widths: dict[str, float] = {}

    def sized(self, pixels: float) -> ImageFont.FreeTypeFont:
        """Give the font at a size in pixels."""
        if pixels not in self._sized:
            self._sized[pixels] = ImageFont.truetype(
                io.BytesIO(self._file), pixels, layout_engine=ImageFont.Layout.BASIC
            )
        return self._sized[pixels]

    def width(self, sign: str) -> float:
        """Give the width of a letter as a share of its size."""
        if sign not in self._widths:
            self._widths[sign] = self.sized(_UNIT).getlength(sign) / _UNIT
        return self._widths[sign]


def paper_pictures(pdf: bytes, *, width: int = 1240) -> tuple[bytes, ...]:
    """Return a PNG of each page, so many pixels wide, hands included; raise PaperUnreadable."""
    objects: dict[int, bytes] = {}
    for revision in revisions_read(pdf):
        objects |= revision.objects
    pages = [body for _, body in sorted(objects.items()) if b"/Type /Page\n" in body]
    faces: dict[int, Face] = {}
    return tuple(_Page(objects, page, faces, width).png() for page in pages)


class _Page:
    def __init__(
        self, objects: Mapping[int, bytes], page: bytes, faces: dict[int, Face], width: int
    ) -> None:
        self._objects = objects
        self._zoom = width / WIDTH
        self._image = Image.new("L", (width, round(HEIGHT * self._zoom)), 255)
        self._pen = ImageDraw.Draw(self._image)
        self._faces = faces
        resources = objects[object_reference(b"/Resources ", page)]
        self._names = {name.decode(): int(number) for name, number in _NAMED.findall(resources)}
        content = stream_unpack(objects[object_reference(b"/Contents ", page)])
        self._run(content, Ink(), self._names)

    def png(self) -> bytes:
        """Give the page as a PNG."""
        written = io.BytesIO()
        self._image.save(written, "PNG")
        return written.getvalue()

    def _run(self, content: bytes, ink: Ink, names: Mapping[str, int]) -> None:
        kept: list[Ink] = []
        for operator, values in _operations(content):
            if operator == "q":
                kept.append(_copy(ink))
            elif operator == "Q":
                ink = kept.pop()
            elif operator == "Do":
                self._place(names[str(values[0])], ink)
            else:
                self._draw(operator, values, ink)

    def _draw(self, operator: str, values: list[float | str | bytes], ink: Ink) -> None:
        numbers = [one for one in values if isinstance(one, float)]
        if operator == "Tf":
            ink.font, ink.size = str(values[0]), numbers[0]
        elif operator == "Tj" and isinstance(values[0], bytes):
            self._write(values[0], ink)
        elif operator in ("S", "B"):
            self._stroke(operator, ink)
        elif operator in _SETTERS:
            _SETTERS[operator](ink, numbers)
        elif operator not in _SILENT:
            raise PaperUnreadable(f"有不认识的绘图指令 {operator}")

    def _write(self, codes: bytes, ink: Ink) -> None:
        number = self._names[ink.font]
        face = self._faces.setdefault(number, Face(self._objects, number))
        font = face.sized(ink.size * self._zoom)
        x, y = ink.text
        for place in range(0, len(codes), 2):
            sign = face.letters[int.from_bytes(codes[place : place + 2], "big")]
            at = (x * self._zoom, (HEIGHT - y) * self._zoom)
            self._pen.text(at, sign, fill=ink.grey, font=font, anchor="ls")
            x += face.width(sign) * ink.size + ink.spacing

    def _stroke(self, operator: str, ink: Ink) -> None:
        wide = max(1, round(ink.pen * self._zoom))
        if ink.box is not None:
            fill = 242 if operator == "B" else None
            self._pen.rectangle(self._pixels(ink.box), outline=40, fill=fill, width=wide)
        elif ink.path:
            places = [(x * self._zoom, (HEIGHT - y) * self._zoom) for x, y in ink.path]
            self._pen.line(places, fill=0, width=wide, joint="curve")
        ink.path, ink.box = [], None

    def _pixels(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x, y, wide, high = box
        one, two = sorted(((HEIGHT - y) * self._zoom, (HEIGHT - y - high) * self._zoom))
        return (x * self._zoom, one, (x + wide) * self._zoom, two)

    def _place(self, number: int, ink: Ink) -> None:
        body = self._objects[number]
        if b"/Subtype /Form" in body:
            own = {name.decode(): int(one) for name, one in _NAMED.findall(body)}
            self._run(stream_content(body), _copy(ink), own)
            return
        size = (_whole(b"/Width ", body), _whole(b"/Height ", body))
        picture = Image.frombytes("L", size, stream_unpack(body))
        left, top, right, bottom = self._pixels((*ink.shift, *ink.scale))
        wide, high = max(1, round(right - left)), max(1, round(bottom - top))
        self._image.paste(picture.resize((wide, high)), (round(left), round(top)))


def _copy(ink: Ink) -> Ink:
    return Ink(
        ink.font, ink.size, ink.spacing, ink.grey, ink.pen, ink.shift, ink.scale, ink.text, [], None
    )


def _move(ink: Ink, numbers: list[float]) -> None:
    wide, _, _, high, x, y = numbers
    ink.shift = (ink.shift[0] + x, ink.shift[1] + y)
    ink.scale = (wide, high)


def _line(ink: Ink, numbers: list[float]) -> None:
    ink.path.append((numbers[0] + ink.shift[0], numbers[1] + ink.shift[1]))


def _begin(ink: Ink, numbers: list[float]) -> None:
    ink.path = []
    _line(ink, numbers)


def _rectangle(ink: Ink, numbers: list[float]) -> None:
    ink.box = (numbers[0], numbers[1], numbers[2], numbers[3])


def _set_text(ink: Ink, numbers: list[float]) -> None:
    ink.text = (numbers[0], numbers[1])


def _set_grey(ink: Ink, numbers: list[float]) -> None:
    ink.grey = round(numbers[0] * 255)


def _set_spacing(ink: Ink, numbers: list[float]) -> None:
    ink.spacing = numbers[0]


def _set_pen(ink: Ink, numbers: list[float]) -> None:
    ink.pen = numbers[0]


_SETTERS = {
    "Td": _set_text, "Tc": _set_spacing, "g": _set_grey, "w": _set_pen, "re": _rectangle,
    "m": _begin, "l": _line, "cm": _move,
}  # fmt: skip
_SILENT = frozenset({"BT", "ET", "G", "J", "j", "RG"})


def _operations(content: bytes) -> Iterator[tuple[str, list[float | str | bytes]]]:
    values: list[float | str | bytes] = []
    for token in _TOKEN.findall(content):
        if token[:1] == b"(":
            plain = _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), token[1:-1])
            values.append(plain)
        elif token[:1] == b"/":
            values.append(token[1:].decode())
        elif token[:1] in b"-0123456789":
            values.append(float(token))
        else:
            yield token.decode(), values
            values = []


def _whole(name: bytes, body: bytes) -> int:
    return int(body.split(name, 1)[1].split(b" ", 1)[0])
