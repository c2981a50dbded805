"""A4 sheets that are filled from top to bottom; the words of the papers stand elsewhere.

Lengths are millimetres. Nothing here asks the machine: the date comes with the facts, the fonts from
the build, so the same facts give the same bytes on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF

from shared.paper.boxes import Box
from shared.paper.breaking import lines_break
from shared.paper.embedding import font_add, fonts_settle
from shared.paper.fonts import STAND_IN, PaperFonts

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 27.0, 25.0, 24.0, 26.0
INNER = WIDTH - LEFT - RIGHT
BODY, SMALL = 12.0, 10.0  # points
LINE = 7.2  # millimetres from line to line of body text
TWO = 2 * BODY * 25.4 / 72  # a paragraph begins two characters in


@dataclass(frozen=True, slots=True)
class Field:
    """Hold a label, what is filled in behind it, and its share of the row."""

    label: str
    value: str
    share: float = 1.0


class Sheet:
    """Hold the pages, the place of the pen, the reserved boxes and the characters no font held."""

    def __init__(self, fonts: PaperFonts, *, footer: str) -> None:
        self._fonts = fonts
        self._footer = footer
        self._widths: dict[tuple[str, float, str], float] = {}
        self.boxes: list[Box] = []
        self.missing: dict[str, None] = {}
        self._pdf = FPDF(format="A4", unit="mm")
        self._pdf.set_compression(False)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margins(0, 0, 0)
        font_add(self._pdf, family="body", style="", path=fonts.regular)
        font_add(self._pdf, family="body", style="B", path=fonts.bold)
        self._pdf.set_draw_color(40)
        self._pdf.set_line_width(0.2)
        self.y = 0.0
        self._page()

    def _page(self) -> None:
        self._pdf.add_page()
        self.y = TOP

    @property
    def room(self) -> float:
        """Give what is left of the page."""
        return HEIGHT - BOTTOM - self.y

    def need(self, height: float) -> None:
        """Begin a page where so much does not fit on this one."""
        if self.room < height:
            self._page()

    def space(self, height: float) -> None:
        """Leave some room; none at the top of a page."""
        if self.y > TOP:
            self.y += height

    def centred(self, text: str, *, size: float, spaced: float = 0.0, bold: bool = True) -> None:
        """Set one line in the middle, shrunk where it would not fit."""
        text, style = self._settable(text, bold)
        while self._measure(text, size, style) + spaced * (len(text) - 1) > INNER and size > BODY:
            size -= 1.0
        wide = self._measure(text, size, style) + spaced * (len(text) - 1)
        height = size * 25.4 / 72 * 1.5
        self.need(height)
        self._text(LEFT + (INNER - wide) / 2, text, size, style, spaced=spaced, height=height)
        self.y += height

    def right(self, text: str, *, size: float = BODY) -> None:
        """Set one line at the right edge."""
        text, style = self._settable(text, False)
        self.need(LINE)
        self._text(LEFT + INNER - self._measure(text, size, style), text, size, style)
        self.y += LINE

    def paragraph(
        self, text: str, *, bold: bool = False, indent: float = TWO, hang: float = 0.0
    ) -> None:
        """Set a paragraph over as many lines and pages as it needs.

        `indent` moves the first line in, `hang` all of them.
        """
        for part in text.splitlines() or [""]:
            self._paragraph(*self._settable(part, bold), indent, hang)

    def _paragraph(self, text: str, style: str, indent: float, hang: float) -> None:
        width = INNER - hang
        lines = lines_break(
            text, width, lambda piece: self._measure(piece, BODY, style), first=indent
        )
        for n, line in enumerate(lines):
            self.need(LINE)
            moved = indent if n == 0 else 0.0
            spread = width - moved if n < len(lines) - 1 else None
            self._text(LEFT + hang + moved, line, BODY, style, fill=spread)
            self.y += LINE

    def fields(self, row: Sequence[Field]) -> None:
        """Set labels with underlined values side by side; a long value takes lines of its own."""
        total = sum(one.share for one in row)
        widths = [INNER * one.share / total for one in row]
        fits = all(
            self._label_width(one) + self._width(one.value) + 2 <= width
            for one, width in zip(row, widths, strict=True)
        )
        if not fits and len(row) > 1:
            for one in row:
                self.fields([one])
            return
        heights, x, top = [], LEFT, self.y
        for one, width in zip(row, widths, strict=True):
            self.y = top
            heights.append(
                self._field(x, one, width - (3.0 if x + width < LEFT + INNER - 1 else 0))
            )
            x += width
        self.y = max(heights)

    def _field(self, x: float, one: Field, width: float) -> float:
        label, style = self._settable(one.label, False)
        value, _ = self._settable(one.value, False)
        start = self._label_width(one)
        inner = width - start - 1
        for n, line in enumerate(lines_break(value, inner, self._width)):
            self.need(LINE)
            if n == 0:
                self._text(x, label, BODY, style)
            self._text(x + start + 0.6, line, BODY, "")
            below = self.y + LINE - 1.0
            self._pdf.line(x + start, below, x + width, below)
            self.y += LINE
        return self.y

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]
    ) -> None:
        """Set a ruled table; the head comes again on every page, a row never breaks."""
        total = sum(shares)
        widths = [INNER * share / total for share in shares]
        self._row(head, widths, head=True)
        for row in rows:
            if self.room < self._row_height(row, widths):
                self._page()
                self._row(head, widths, head=True)
            self._row(row, widths)

    def _row(self, cells: Sequence[str], widths: Sequence[float], *, head: bool = False) -> None:
        height = self._row_height(cells, widths)
        self.need(height)
        x, top = LEFT, self.y
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            if head:
                self._pdf.set_fill_color(242)
            self._pdf.rect(x, top, width, height, style="DF" if head else "D")
            lines = self._cell_lines(cell, width)
            y = top + (height - len(lines) * 5.2) / 2
            for line in lines:
                wide = self._measure(line, SMALL, "")
                at = x + 1.5 if n == 0 and not head else x + (width - wide) / 2
                self._text(at, line, SMALL, "", y=y, height=5.2)
                y += 5.2
            x += width
        self.y = top + height

    def _row_height(self, cells: Sequence[str], widths: Sequence[float]) -> float:
        most = max(
            len(self._cell_lines(cell, width)) for cell, width in zip(cells, widths, strict=True)
        )
        return most * 5.2 + 1.8

    def _cell_lines(self, cell: str, width: float) -> list[str]:
        text, style = self._settable(cell, False)
        return lines_break(text, width - 3, lambda piece: self._measure(piece, SMALL, style))

    def frame(self, x: float, width: float, height: float) -> None:
        """Draw a frame from the pen downwards; the pen stays."""
        self._pdf.rect(x, self.y, width, height)

    def label(
        self,
        x: float,
        down: float,
        text: str,
        *,
        size: float = SMALL,
        grey: bool = False,
        right: float = 0,
    ) -> None:
        """Set one line at a place below the pen; the pen stays. `right`: flush in so much width."""
        text, style = self._settable(text, False)
        if right:
            x += right - self._measure(text, size, style)
        self._pdf.set_text_color(110 if grey else 0)
        self._text(x, text, size, style, y=self.y + down, height=size * 25.4 / 72 * 1.4)
        self._pdf.set_text_color(0)

    def reserve(self, who: str, x: float, down: float, width: float, height: float) -> None:
        """Keep a place free, below the pen on this page."""
        places = (round(100 * one) for one in (x, self.y + down, width, height))
        self.boxes.append(Box(who, self._pdf.pages_count, *places))

    def finish(self) -> bytes:
        """Number the pages and give the bytes as fpdf2 writes them."""
        pages = self._pdf.pages_count
        for page in range(1, pages + 1):
            self._pdf.page = page
            self._pdf.set_font("body", "", 1)  # another page does not know the font that is set
            self._footing(page, pages)
        fonts_settle(self._pdf)
        return bytes(self._pdf.output())

    def _footing(self, page: int, pages: int) -> None:
        text, style = self._settable(self._footer, False)
        numbers = f"第 {page} 页　共 {pages} 页"
        self._pdf.line(LEFT, HEIGHT - 19, LEFT + INNER, HEIGHT - 19)
        self._text(LEFT, text, 9, style, y=HEIGHT - 18, height=5)
        x = LEFT + INNER - self._measure(numbers, 9, "")
        self._text(x, numbers, 9, "", y=HEIGHT - 18, height=5)

    def _settable(self, text: str, bold: bool) -> tuple[str, str]:
        """Give the text with a stand-in for what no font holds, and the style that can set all of it."""
        shown = []
        for sign in text.replace("\t", " "):
            if ord(sign) not in self._fonts.known:
                self.missing[sign] = None
                sign = STAND_IN
            shown.append(sign)
        can = bold and all(ord(sign) in self._fonts.known_bold for sign in shown)
        return "".join(shown), "B" if can else ""

    def _label_width(self, one: Field) -> float:
        return self._width(one.label) + 0.4

    def _width(self, text: str) -> float:
        return self._measure(self._settable(text, False)[0], BODY, "")

    def _measure(self, text: str, size: float, style: str) -> float:
        return sum(self._sign_width(sign, size, style) for sign in text)

    def _sign_width(self, sign: str, size: float, style: str) -> float:
        key = (sign, size, style)
        if key not in self._widths:
            self._pdf.set_font("body", style, size)
            self._widths[key] = self._pdf.get_string_width(sign)
        return self._widths[key]

    def _text(
        self, x: float, text: str, size: float, style: str, *, y: float | None = None,
        height: float = LINE, spaced: float = 0.0, fill: float | None = None,
    ) -> None:  # fmt: skip
        """Write one line; `fill` spreads it over so much width, as printed Chinese is set."""
        if not text:
            return
        if fill is not None and len(text) > 1:
            spaced = min(max((fill - self._measure(text, size, style)) / (len(text) - 1), 0.0), 1.2)
        self._pdf.set_font("body", style, size)
        self._pdf.set_char_spacing(round(spaced * 72 / 25.4, 3))
        base = (self.y if y is None else y) + height / 2 + size * 25.4 / 72 * 0.36
        self._pdf.text(x, base, text)
        self._pdf.set_char_spacing(0)
