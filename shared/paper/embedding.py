"""Open each font once for a process, and embed only the glyphs a paper shows.

fpdf2 parses a font anew for every document and then cuts it down in place; with nine thousand glyphs
that is most of the time a paper takes. Here the parsed font is kept, each paper draws with it, and
just before the file is written its own copy is made, holding the few hundred glyphs it needs.
"""

from copy import copy, deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, newTable
from fpdf import FPDF
from fpdf.fonts import SubsetMap

WHOLE = ("glyf", "loca", "hmtx", "cmap", "GlyphOrder")  # the tables that grow with the glyphs


def font_add(pdf: FPDF, *, family: str, style: str, path: Path) -> None:
    """Let a document use a font, as `FPDF.add_font` does, without reading the file again."""
    font = copy(_parsed(family, style, path))
    font.i = len(pdf.fonts) + 1
    font.missing_glyphs = []
    font.biggest_size_pt = 0
    font.subset = SubsetMap(font)
    pdf.fonts[font.fontkey] = font


def fonts_settle(pdf: FPDF) -> None:
    """Give each font of a document its own file with only the glyphs that were drawn."""
    for font in pdf.fonts.values():
        used = {glyph.glyph_name for glyph, _ in font.subset.items() if glyph is not None}
        font.ttfont = _thin(font.ttfont, used)


@cache
def _parsed(family: str, style: str, path: Path) -> Any:
    pdf = FPDF()
    pdf.add_font(family, style, path)
    (font,) = pdf.fonts.values()
    return font


def _thin(master: TTFont, names: set[str]) -> TTFont:
    thin = TTFont(sfntVersion=master.sfntVersion, recalcTimestamp=False)
    thin.setGlyphOrder(list(master.getGlyphOrder()))
    for tag in master.keys():  # noqa: SIM118  (a TTFont is no mapping)
        if tag not in WHOLE:
            thin[tag] = deepcopy(master[tag])
    first = master.getGlyphOrder()[:4]  # what a subset always keeps, whatever their names are
    thin["glyf"] = _glyphs(master, {*first, *names})
    thin["loca"] = newTable("loca")
    thin["hmtx"] = newTable("hmtx")
    thin["hmtx"].metrics = dict(master["hmtx"].metrics)
    thin["cmap"] = _cmap(master)
    return thin


def _glyphs(master: TTFont, names: set[str]) -> Any:
    whole, table = master["glyf"], newTable("glyf")
    table.glyphOrder = list(whole.glyphOrder)
    table.glyphs = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name not in table.glyphs:
            table.glyphs[name] = deepcopy(whole.glyphs[name])
            waiting.extend(deepcopy(whole.glyphs[name]).getComponentNames(whole))
    return table


def _cmap(master: TTFont) -> Any:
    table = newTable("cmap")
    table.tableVersion = master["cmap"].tableVersion
    table.tables = []
    for part in master["cmap"].tables:
        part.ensureDecompiled()
        own = copy(part)
        own.cmap = dict(part.cmap)
        table.tables.append(own)
    return table
