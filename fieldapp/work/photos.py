"""Make a photo fit to keep: upright, of a sane size, without what the camera noted beside it."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from shared.problems import Problem

LONGEST = 2048  # pixels; a gauge or a label can still be read
QUALITY = 82
MOST_PIXELS = 200_000_000  # past this it is no photo but a trap
SIGNATURE_LONGEST = 1200
VISIBLE = 32  # shades of grey between paper and ink, of 256


class PhotoUnreadable(Problem):
    """Refuse bytes that are no picture."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "photo_unreadable", f"照片打不开：{reason}。", "请重新拍摄，或选择另一张照片。"
        )


class SignatureBlank(Problem):
    """Refuse a signature without a stroke."""

    def __init__(self) -> None:
        super().__init__("signature_blank", "签名是空白的。", "请签名后再保存。")


def photo_reduce(source: bytes) -> bytes:
    """Return a JPEG: EXIF orientation applied, at most 2048 pixels long, no metadata.

    Raises PhotoUnreadable.
    """
    image = _opened(source)
    image.draft("RGB", (LONGEST, LONGEST))  # lets a JPEG be decoded small, to spare memory
    try:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        _on_white(upright).save(kept, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable(str(error)) from error
    return kept.getvalue()


def signature_reduce(source: bytes) -> bytes:
    """Return a PNG of strokes. Raises PhotoUnreadable, SignatureBlank."""
    image = _opened(source)
    try:
        grey = _on_white(image).convert("L")
        grey.thumbnail((SIGNATURE_LONGEST, SIGNATURE_LONGEST), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable(str(error)) from error
    shades = [shade for shade, count in enumerate(grey.histogram()) if count]
    if shades[-1] - shades[0] < VISIBLE:
        raise SignatureBlank
    kept = io.BytesIO()
    grey.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _opened(source: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # a large photo is no fault; what is too large is refused below
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(source))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable("不是照片，或文件不完整") from error
    if image.width * image.height > MOST_PIXELS:
        raise PhotoUnreadable(f"{image.width}x{image.height} 像素过大")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")
