"""Pictures for the tablet's camera to take: drawn here, and plainly drawn."""

import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from fieldapp.screens.sample_day import picture

SIZE = (1280, 960)


def camera_roll(folder: Path) -> None:
    """Write the day's pictures in the order they are taken: two of a kitchen, one of a scaffold."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate((picture(1), picture(3), scaffold())):
        (folder / f"{number}.jpg").write_bytes(content)


def scaffold() -> bytes:
    """Draw a facade behind a scaffold, with a ring where two ties are gone."""
    chance = random.Random("scaffold")
    image = Image.new("RGB", SIZE, (168, 190, 210))
    pen = ImageDraw.Draw(image)
    pen.rectangle((90, 60, 1190, 960), fill=(186, 178, 168))
    for across in range(150, 1150, 200):
        for down in range(120, 900, 210):
            shade = chance.randint(62, 92)
            pen.rectangle(
                (across, down, across + 110, down + 120), fill=(shade, shade + 8, shade + 16)
            )
    image = image.filter(ImageFilter.GaussianBlur(1.5))
    pen = ImageDraw.Draw(image)
    for down in range(40, 960, 150):
        pen.rectangle((40, down, 1240, down + 13), fill=(120, 84, 52))
        pen.line((40, down - 46, 1240, down - 46), fill=(214, 176, 60), width=7)
    for across in range(60, 1260, 130):
        pen.line((across, 0, across, 960), fill=(214, 176, 60), width=10)
    for across in range(60, 1100, 390):
        pen.line((across, 940, across + 390, 340), fill=(198, 160, 52), width=8)
    pen.ellipse((500, 330, 800, 590), outline=(205, 30, 30), width=14)
    written = BytesIO()
    image.save(written, "JPEG", quality=84)
    return written.getvalue()
