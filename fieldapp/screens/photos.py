"""Photos of a visit as small pictures: opened once, scaled down, kept while the app runs."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from fieldapp.theme.loading import load_kv
from shared.problems import Problem

THUMB, LARGE = 240, 1600

_read: list[Callable[[str], bytes]] = []


def use(read: Callable[[str], bytes]) -> None:
    """Open photos with this function from now on."""
    _read[:] = [read]
    texture.cache_clear()


@lru_cache(maxsize=80)
def texture(sha: str, size: int = THUMB) -> Texture | None:
    """Give a photo as a texture no larger than size; None when it cannot be opened here."""
    from PIL import Image, ImageOps  # only where someone looks at photos

    try:
        with Image.open(BytesIO(_read[0](sha))) as opened:
            opened.draft("RGB", (size, size))  # a JPEG is decoded at the size needed
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (Problem, OSError):
        return None
    image.thumbnail((size, size))
    written = BytesIO()
    image.save(written, "PNG", compress_level=1)
    written.seek(0)
    return CoreImage(written, ext="png", mipmap=True).texture


class PhotoTile(ButtonBehavior, Widget):
    """A photo cut to a square; `more` says how many others there are."""

    sha = StringProperty("")
    more = StringProperty("")
    picture = ObjectProperty(None, allownone=True)
    corners = ListProperty([0, 0, 1, 0, 1, 1, 0, 1])

    def on_sha(self, _widget, sha: str) -> None:
        """Open the photo of that hash and cut its middle square out."""
        picture = texture(sha) if sha else None
        if picture:
            self.corners = _middle_square(picture)
        self.picture = picture


class PhotoWhole(Widget):
    """A photo as large as its place allows."""

    sha = StringProperty("")
    picture = ObjectProperty(None, allownone=True)
    shown = ListProperty([0, 0])

    def on_sha(self, _widget, sha: str) -> None:
        """Open the photo of that hash."""
        self.picture = texture(sha, LARGE) if sha else None
        self._fit()

    def on_size(self, *_args) -> None:
        """Fit the photo into the place."""
        self._fit()

    def _fit(self) -> None:
        if self.picture:
            scale = min(self.width / self.picture.width, self.height / self.picture.height)
            self.shown = [self.picture.width * scale, self.picture.height * scale]


def _middle_square(picture: Texture) -> list[float]:
    """Give the texture coordinates of the middle square of a picture."""
    wide, high = picture.size
    side = min(wide, high)
    (u, v), (du, dv) = picture.uvpos, picture.uvsize
    x0, x1 = u + du * (1 - side / wide) / 2, u + du * (1 + side / wide) / 2
    y0, y1 = v + dv * (1 - side / high) / 2, v + dv * (1 + side / high) / 2
    return [x0, y0, x1, y0, x1, y1, x0, y1]


load_kv(__file__)
