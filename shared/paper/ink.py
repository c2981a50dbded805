"""Turn a hand's strokes or picture into the drawing of a form."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from shared.paper.boxes import Box, points
from shared.paper.objects import stream_pack, stream_write
from shared.problems import Problem

MOST_PIXELS = 900  # across a box of 54 mm: 400 dots an inch
LARGEST_IMAGE = 40_000_000  # pixels: what is larger is no signature
PEN = 45  # hundredths of a millimetre
PAPER_WHITE = 255


class MarkUnreadable(Problem):
    """Refuse a picture or strokes that cannot be put on paper."""

    def __init__(self, who: str, reason: str) -> None:
        super().__init__("mark_unreadable", f"{who} 的签名不能用：{reason}。", "请重新签名。")


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold a signature: a picture (PNG or JPEG), or strokes of points from 0 to 1, y from the top."""

    who: str
    image: bytes | None = None
    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()


def strokes_draw(mark: Mark, box: Box) -> bytes:
    """Return the strokes as a drawing; raise MarkUnreadable for points off the pad."""
    parts = [b"%s w 1 J 1 j 0 0 0 RG\n" % points(PEN)]
    for stroke in mark.strokes:
        if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in stroke):
            raise MarkUnreadable(mark.who, "笔画超出签名框")
        places = [points(x * box.width) + b" " + points((1 - y) * box.height) for x, y in stroke]
        if len(places) == 1:
            places *= 2  # a dot is a line of no length with a round end
        parts.append(places[0] + b" m " + b"".join(place + b" l " for place in places[1:]) + b"S\n")
    return b"".join(parts)


def image_draw(box: Box, size: tuple[int, int]) -> bytes:
    """Return the drawing that fits the picture /I into the box, its shape kept, in the middle."""
    scale = min(box.width / size[0], box.height / size[1])
    wide, high = size[0] * scale, size[1] * scale
    place = (wide, high, (box.width - wide) / 2, (box.height - high) / 2)
    return b"q %s 0 0 %s %s %s cm /I Do Q\n" % tuple(points(one) for one in place)


def image_read(mark: Mark) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as an object in grey on white, and its size; raise MarkUnreadable."""
    try:
        with Image.open(io.BytesIO(mark.image or b"")) as opened:
            if opened.width * opened.height > LARGEST_IMAGE:
                raise MarkUnreadable(mark.who, "图像过大")
            grey = _on_white(opened.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise MarkUnreadable(mark.who, "图像读不出来") from error
    if grey.width > MOST_PIXELS:
        high = max(1, round(grey.height * MOST_PIXELS / grey.width))
        grey = grey.resize((MOST_PIXELS, high), Image.Resampling.BOX)
    if grey.getextrema() == (PAPER_WHITE, PAPER_WHITE):
        raise MarkUnreadable(mark.who, "上面没有笔迹")
    entries = b"/Type /XObject /Subtype /Image /Width %d /Height %d" % grey.size
    entries += b" /ColorSpace /DeviceGray /BitsPerComponent 8"
    return stream_pack(stream_write(entries, grey.tobytes())), grey.size


def _on_white(picture: Image.Image) -> Image.Image:
    white = Image.new("RGBA", picture.size, (PAPER_WHITE,) * 4)
    return Image.alpha_composite(white, picture).convert("L")
