"""Build the tablet's and the papers' fonts from the packages that tools/frontend.py copied.

Noto Sans SC (OFL, static TrueType) with the named Material Design icons (Apache-2.0) merged in
as private-use code points. Layout tables are dropped: Kivy 2.3.1 measures a label before it
applies the script, so a font with GPOS/GSUB clips digits. Regular stays whole (names and notes
may hold any character); Medium and Bold carry GBK. Writes var/fonts/{ui-*.ttf, icons.json}.

    python tools/fonts.py
"""

import concurrent.futures
import hashlib
import json
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from frontend import HERE, PACKAGES, ROOT, mdi_code_points

FONTS = ROOT / "var" / "fonts"
FIRST_ICON = 0xE000  # the private-use area of the basic plane
WEIGHTS = {"Regular": None, "Medium": "gbk", "Bold": "gbk"}


def main() -> int:
    """Build what is missing or older than its sources; return 0, or 1 with one line on stderr."""
    stamp = _stamp()
    mark = FONTS / ".stamp"
    if mark.exists() and mark.read_text() == stamp:
        return 0
    names = sorted(set(tomllib.loads((HERE / "icons.toml").read_text("utf-8"))["tablet"]))
    known = mdi_code_points((PACKAGES / "mdi.css").read_text("utf-8"))
    if unknown := [name for name in names if name not in known]:
        print(f"tools/frontend/icons.toml: no such icons: {', '.join(unknown)}.", file=sys.stderr)
        return 1
    FONTS.mkdir(parents=True, exist_ok=True)
    icons = {name: FIRST_ICON + number for number, name in enumerate(names)}
    with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
        list(pool.map(_build, WEIGHTS, WEIGHTS.values(), [icons] * len(WEIGHTS)))
    (FONTS / "icons.json").write_text(json.dumps(icons, indent=0, sort_keys=True), "utf-8")
    (FONTS / "OFL.txt").write_bytes((PACKAGES / "OFL.txt").read_bytes())
    mark.write_text(stamp)
    return 0


def _stamp() -> str:
    digest = hashlib.sha256()
    for path in [HERE / "package-lock.json", HERE / "icons.toml", Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _build(weight: str, charset: str | None, icons: dict[str, int]) -> None:
    import logging

    from fontTools import subset
    from fontTools.ttLib import TTFont

    logging.disable(logging.WARNING)  # the icon font's dates are odd, which does not matter here
    font = TTFont(PACKAGES / f"NotoSansSC-{weight}.ttf")
    options = subset.Options(
        hinting=False, notdef_outline=True, glyph_names=False, layout_features=[], drop_tables=["GPOS", "GSUB", "GDEF", "BASE", "vhea", "vmtx", "VORG"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )  # fmt: skip
    subsetter = subset.Subsetter(options)
    wanted = set(font.getBestCmap()) if charset is None else _characters(charset)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    _merge_icons(font, icons)
    font.save(FONTS / f"ui-{weight}.ttf")


def _characters(charset: str) -> set[int]:
    """Give every character of a codec's repertoire, and the Latin and punctuation blocks."""
    found = set(range(0x20, 0x17F)) | set(range(0x2000, 0x2070)) | set(range(0x2190, 0x2200))
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode(charset)))
            except (UnicodeDecodeError, TypeError):
                continue
    return found | set(range(0x2460, 0x2474)) | {0x25CF, 0x25C6, 0x25B2, 0x25A0, 0x2713, 0x2717}


def _merge_icons(font, icons: dict[str, int]) -> None:
    """Draw the named icons into the font's own em, sat a little below the line as text icons sit."""
    from fontTools.misc.transform import Transform
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    source = TTFont(PACKAGES / "mdi.ttf")
    css = (PACKAGES / "mdi.css").read_text("utf-8")
    drawn, glyph_names, points = source.getGlyphSet(), source.getBestCmap(), mdi_code_points(css)
    scale = font["head"].unitsPerEm / source["head"].unitsPerEm
    drop = -0.12 * font["head"].unitsPerEm - source["hhea"].descent * scale
    metrics, glyphs = font["hmtx"].metrics, font["glyf"].glyphs  # read before the order grows
    order = list(font.getGlyphOrder())
    for name, point in icons.items():
        pen = TTGlyphPen(None)
        shift = TransformPen(Cu2QuPen(pen, 1.0), Transform(scale, 0, 0, scale, 0, drop))
        drawn[glyph_names[points[name]]].draw(shift)
        glyph = f"icon.{name}"
        order.append(glyph)
        glyphs[glyph] = pen.glyph()
        metrics[glyph] = (round(drawn[glyph_names[points[name]]].width * scale), 0)
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format in (4, 12):
                table.cmap[point] = glyph
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    for glyph in [f"icon.{name}" for name in icons]:
        glyphs[glyph].recalcBounds(font["glyf"])
        metrics[glyph] = (metrics[glyph][0], getattr(glyphs[glyph], "xMin", 0))
    font["maxp"].numGlyphs = len(order)


if __name__ == "__main__":
    raise SystemExit(main())
