"""Sample photos and signatures, drawn here: each says that it is a sample."""

import hashlib
import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw

SIZE = (640, 480)


@lru_cache(maxsize=128)
def photo(scene: str, number: int) -> bytes:
    """Draw a JPEG that stands for a photo of a scene: walls, a floor, some things, a red ring at the fault."""
    chance = random.Random(f"{scene} {number}")
    wall = tuple(chance.randint(150, 215) for _ in range(3))
    picture = Image.new("RGB", SIZE, wall)
    pen = ImageDraw.Draw(picture)
    horizon = chance.randint(270, 340)
    pen.rectangle([0, horizon, *SIZE], fill=tuple(max(0, part - 55) for part in wall))
    for _ in range(chance.randint(4, 8)):
        x, wide, tall = chance.randint(0, 600), chance.randint(30, 120), chance.randint(50, 190)
        shade = tuple(chance.randint(50, 200) for _ in range(3))
        pen.rectangle(
            [x, horizon - tall + 40, x + wide, horizon + 60], fill=shade, outline=(40, 40, 40)
        )
    x, y = chance.randint(120, 500), chance.randint(170, 380)
    pen.ellipse([x - 55, y - 45, x + 55, y + 45], outline=(211, 34, 47), width=6)
    pen.text((12, 456), f"SAMPLE {scene} {number}", fill=(20, 20, 20))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=72)
    return written.getvalue()


@lru_cache(maxsize=256)
def ink(name: str) -> bytes:
    """Draw the PNG of a hand's strokes on a clear ground, the same for the same name."""
    chance = random.Random(f"ink {name}")
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    x = 40.0
    for _ in range(3):
        points = [(x + n * chance.uniform(16, 26), chance.uniform(40, 165)) for n in range(6)]
        pen.line(points, fill=(16, 32, 46, 255), width=6, joint="curve")
        x += 175
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def sha256(content: bytes) -> str:
    """Give the name a file is kept under."""
    return hashlib.sha256(content).hexdigest()
