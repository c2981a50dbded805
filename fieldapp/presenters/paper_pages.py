"""Draw the pages of a paper as pictures, from the very bytes that are signed.

No PDF renderer is pure Python, and a second layout of the facts could differ from the paper. Our own
papers use some twenty operators, so these are drawn here with Pillow and the paper's own fonts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from fieldapp.presenters.paper_content import (
    PageFont,
    PaperFile,
    PaperUnshown,
    codes,
    operations,
)

A4 = (595.28, 841.89)  # points
WIDTH = 1100  # pixels: sharper than the pane, for zooming in
SILENT = frozenset({b"J", b"j", b"n", b"ET"})

Matrix = tuple[float, float, float, float, float, float]
Grey = int


@dataclass(frozen=True, slots=True)
class Pen:
    """Hold the graphics state."""

    matrix: Matrix
    font: int = 0
    size: float = 0.0
    spacing: float = 0.0
    fill: Grey = 0
    stroke: Grey = 0
    line: float = 1.0


def pages_draw(pdf: bytes, *, width: int = WIDTH) -> tuple[bytes, ...]:
    """Return each page as a PNG; raise PaperUnreadable, PaperUnshown."""
    file = PaperFile(pdf)
    return tuple(_Page(file, width).png(page) for page in file.pages())


class _Page:
    """Draw one page."""

    def __init__(self, file: PaperFile, width: int) -> None:
        self._file = file
        self._scale = width / A4[0]
        self._image = Image.new("L", (width, round(A4[1] * self._scale)), 255)
        self._draw = ImageDraw.Draw(self._image)
        self._path: list[list[tuple[float, float]]] = []
        self._place = (0.0, 0.0)
        self._faces: dict[tuple[int, float], ImageFont.FreeTypeFont] = {}

    def png(self, page: bytes) -> bytes:
        """Draw the page and give the picture."""
        s = self._scale
        pen = Pen((s, 0, 0, -s, 0, A4[1] * s))
        self._run(self._file.content(page), self._file.names(page), pen)
        written = BytesIO()
        self._image.save(written, "PNG", compress_level=1)
        return written.getvalue()

    def _run(self, content: bytes, names: dict[bytes, int], pen: Pen) -> None:
        kept: list[Pen] = []
        for operator, words in operations(content):
            if operator == b"q":
                kept.append(pen)
            elif operator == b"Q":
                pen = kept.pop()
            elif operator == b"Do":
                self._do(names[words[-1][1:]], pen)
            elif operator == b"Tf":
                pen = replace(pen, font=names[words[-2][1:]], size=float(words[-1]))
            elif operator in _STATE:
                pen = _STATE[operator](pen, [float(word) for word in words])
            elif not (
                self._path_step(operator, words, pen) or self._text_step(operator, words, pen)
            ):
                raise PaperUnshown(operator.decode("ascii", "replace"))

    def _path_step(self, operator: bytes, words: list[bytes], pen: Pen) -> bool:
        if operator in (b"m", b"l", b"re"):
            numbers = [float(word) for word in words]
            self._path_add(operator, numbers, pen.matrix)
        elif operator in (b"S", b"f", b"B"):
            self._paint(operator, pen)
        else:
            return operator in SILENT
        return True

    def _path_add(self, operator: bytes, numbers: list[float], matrix: Matrix) -> None:
        if operator == b"m":
            self._path.append([_moved(matrix, *numbers)])
        elif operator == b"l":
            self._path[-1].append(_moved(matrix, *numbers))
        else:
            x, y, wide, high = numbers
            corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)]
            self._path.append([_moved(matrix, *corner) for corner in corners])

    def _paint(self, operator: bytes, pen: Pen) -> None:
        wide = max(1, round(pen.line * self._scale))
        for points in self._path:
            if operator in (b"f", b"B"):
                self._draw.polygon(points, fill=pen.fill)
            if operator in (b"S", b"B"):
                self._draw.line(points, fill=pen.stroke, width=wide, joint="curve")
        self._path.clear()

    def _text_step(self, operator: bytes, words: list[bytes], pen: Pen) -> bool:
        if operator == b"BT":
            self._place = (0.0, 0.0)
        elif operator == b"Td":
            self._place = (self._place[0] + float(words[0]), self._place[1] + float(words[1]))
        elif operator == b"Tj":
            self._write(codes(words[0]), pen)
        else:
            return False
        return True

    def _write(self, text: list[int], pen: Pen) -> None:
        font = self._file.font(pen.font)
        face = self._face(font, pen)
        x, y = self._place
        for code in text:
            if code not in font.characters:
                raise PaperUnshown(f"字符 {code}")
            at = _moved(pen.matrix, x, y)
            self._draw.text(at, font.characters[code], font=face, fill=pen.fill, anchor="ls")
            x += font.advances.get(code, font.default) * pen.size / 1000 + pen.spacing

    def _face(self, font: PageFont, pen: Pen) -> ImageFont.FreeTypeFont:
        key = (pen.font, pen.size)
        if key not in self._faces:
            engine = ImageFont.Layout.BASIC
            self._faces[key] = ImageFont.truetype(
                BytesIO(font.file), pen.size * self._scale, layout_engine=engine
            )
        return self._faces[key]

    def _do(self, number: int, pen: Pen) -> None:
        body = self._file.body(number)
        if b"/Subtype /Form" in body.partition(b"stream\n")[0]:
            self._run(self._file.stream(number), self._file.names(body), pen)
            return
        picture = self._file.image(number)
        grey = Image.frombytes("L", (picture.width, picture.height), picture.grey)
        left, foot = _moved(pen.matrix, 0, 0)
        right, top = _moved(pen.matrix, 1, 1)
        size = (max(1, round(right - left)), max(1, round(foot - top)))
        ink = grey.resize(size, Image.Resampling.LANCZOS)
        mask = ink.point(lambda value: 255 - value)  # white is no ink
        self._image.paste(0, (round(left), round(top)), mask)


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _within(pen: Pen, given: list[float]) -> Pen:
    """Set a matrix inside the one that holds."""
    a, b, c, d, e, f = given
    m = pen.matrix
    origin = _moved(m, e, f)
    return replace(
        pen,
        matrix=(
            m[0] * a + m[2] * b,
            m[1] * a + m[3] * b,
            m[0] * c + m[2] * d,
            m[1] * c + m[3] * d,
            *origin,
        ),
    )


def _grey(numbers: list[float]) -> Grey:
    """Give the grey of one, or the brightness of three parts."""
    return round(255 * sum(numbers) / len(numbers))


_STATE: dict[bytes, Callable[[Pen, list[float]], Pen]] = {
    b"cm": _within,
    b"Tc": lambda pen, numbers: replace(pen, spacing=numbers[0]),
    b"w": lambda pen, numbers: replace(pen, line=numbers[0]),
    b"g": lambda pen, numbers: replace(pen, fill=_grey(numbers)),
    b"rg": lambda pen, numbers: replace(pen, fill=_grey(numbers)),
    b"G": lambda pen, numbers: replace(pen, stroke=_grey(numbers)),
    b"RG": lambda pen, numbers: replace(pen, stroke=_grey(numbers)),
}
