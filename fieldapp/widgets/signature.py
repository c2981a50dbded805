"""A pad to sign on; the strokes become a PNG with a clear ground for the paper."""

from io import BytesIO

from kivy.graphics import Color, SmoothLine
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.widget import Widget

from fieldapp.theme.loading import load_kv

PNG_SIZE = (900, 300)
INK = (16 / 255, 32 / 255, 46 / 255, 1)  # the paper is light in every theme


class SignaturePad(Widget):
    """Take strokes of a finger or a pen; `points` counts them, so that a dot is not a signature."""

    signed = BooleanProperty(False)
    points = NumericProperty(0)

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.strokes: list[list[tuple[float, float]]] = []

    def clear(self) -> None:
        """Take all strokes away."""
        self.strokes.clear()
        self.canvas.clear()
        self.points = 0
        self.signed = False

    def on_touch_down(self, touch) -> bool:
        """Begin a stroke."""
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        touch.grab(self)
        with self.canvas:
            Color(rgba=INK)
            line = SmoothLine(points=[*touch.pos], width=dp(1.7))
        touch.ud[self] = line
        self.strokes.append([self._part(touch)])
        return True

    def on_touch_move(self, touch) -> bool:
        """Carry the stroke on, within the pad."""
        if touch.grab_current is not self:
            return False
        x = min(max(touch.x, self.x + dp(2)), self.right - dp(2))
        y = min(max(touch.y, self.y + dp(2)), self.top - dp(2))
        touch.ud[self].points += [x, y]
        self.strokes[-1].append(self._part(touch))
        self.points += 1
        self.signed = self.points >= 6
        return True

    def on_touch_up(self, touch) -> bool:
        """End the stroke."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def png(self) -> bytes:
        """Give the strokes as a PNG on a clear ground, of the form the paper's boxes have."""
        from PIL import Image, ImageDraw  # only where someone signs: start-up stays short

        image = Image.new("RGBA", PNG_SIZE, (255, 255, 255, 0))
        pen = ImageDraw.Draw(image)
        for stroke in self.strokes:
            places = [(x * PNG_SIZE[0], (1 - y) * PNG_SIZE[1]) for x, y in stroke]
            if len(places) > 1:
                pen.line(places, fill=(16, 32, 46, 255), width=6, joint="curve")
        written = BytesIO()
        image.save(written, "PNG")
        return written.getvalue()

    def _part(self, touch) -> tuple[float, float]:
        across = min(max((touch.x - self.x) / max(1, self.width), 0), 1)
        up = min(max((touch.y - self.y) / max(1, self.height), 0), 1)
        return across, up


load_kv(__file__)
