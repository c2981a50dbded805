"""Photos of a visit as small pictures: opened once, scaled down, kept while the app runs."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from fieldapp.theme.loading import load_kv
from shared.problems import Problem

if TYPE_CHECKING:
    from PIL import Image

TILE, LARGE = 256, 1600

_read: list[Callable[[str], bytes]] = []


def use(read: Callable[[str], bytes]) -> None:
    """Open photos with this function from now on."""
    _read[:] = [read]
    tile.cache_clear()
    whole.cache_clear()


@lru_cache(maxsize=80)
def tile(sha: str) -> Texture | None:
    """Give a photo as a square tile with round corners; None when it cannot be opened here."""
    content = _content(sha)
    return tile_of(content) if content else None


def tile_of(content: bytes) -> Texture | None:
    """Cut the middle square out of a picture; None when it is none."""
    from PIL import Image, ImageDraw, ImageOps

    image = _opened(content, TILE * 2)
    if image is None:
        return None
    square = ImageOps.fit(image, (TILE, TILE))
    corners = Image.new("L", (TILE * 2, TILE * 2), 0)
    ImageDraw.Draw(corners).rounded_rectangle(
        (0, 0, TILE * 2 - 1, TILE * 2 - 1), TILE // 4, fill=255
    )
    square.putalpha(corners.resize((TILE, TILE)))
    return _texture(square)


@lru_cache(maxsize=4)
def whole(sha: str) -> Texture | None:
    """Give a whole photo, at most as large as a window; None when it cannot be opened here."""
    content = _content(sha)
    image = _opened(content, LARGE) if content else None
    if image is None:
        return None
    image.thumbnail((LARGE, LARGE))
    return _texture(image)


def _content(sha: str) -> bytes | None:
    try:
        return _read[0](sha)
    except Problem:
        return None


def _opened(content: bytes, size: int) -> "Image.Image | None":
    from PIL import Image, ImageOps  # only where someone looks at photos

    try:
        with Image.open(BytesIO(content)) as opened:
            opened.draft("RGB", (size, size))  # a JPEG is decoded at the size needed
            return ImageOps.exif_transpose(opened).convert("RGB")
    except OSError:
        return None


def _texture(image: "Image.Image") -> Texture:
    written = BytesIO()
    image.save(written, "PNG", compress_level=1)
    written.seek(0)
    return CoreImage(written, ext="png", mipmap=True).texture


class PhotoTile(ButtonBehavior, Widget):
    """A photo cut to a square; `more` says how many others there are."""

    sha = StringProperty("")
    more = StringProperty("")
    picture = ObjectProperty(None, allownone=True)

    def on_sha(self, _widget, sha: str) -> None:
        """Open the photo of that hash."""
        self.picture = tile(sha) if sha else None


class PhotoWhole(Widget):
    """A photo as large as its place allows."""

    sha = StringProperty("")
    picture = ObjectProperty(None, allownone=True)
    shown = ListProperty([0, 0])

    def on_sha(self, _widget, sha: str) -> None:
        """Open the photo of that hash."""
        self.picture = whole(sha) if sha else None
        self._fit()

    def on_size(self, *_args) -> None:
        """Fit the photo into the place."""
        self._fit()

    def _fit(self) -> None:
        if self.picture:
            scale = min(self.width / self.picture.width, self.height / self.picture.height)
            self.shown = [self.picture.width * scale, self.picture.height * scale]


load_kv(__file__)
