"""Sheets of the end of a visit: a signature by hand, a refusal with its witness."""

from kivy.properties import BooleanProperty

from fieldapp.presenters.finish import FinishPresenter
from fieldapp.theme.loading import load_kv
from fieldapp.widgets import field, signature
from fieldapp.widgets.sheet import Sheet

__all__ = ["RefuseSheet", "SignSheet", "field", "signature"]


class SignSheet(Sheet):
    """Take a signature."""

    signed = BooleanProperty(False)

    def __init__(self, presenter: FinishPresenter, who: str, **given) -> None:
        super().__init__(**given)
        self._presenter, self._who = presenter, who

    def give(self) -> None:
        """Hand the strokes on as a picture."""
        self._presenter.sign(self._who, self.ids.pad.png())


class RefuseSheet(Sheet):
    """Take the reason of a refusal and the witness."""

    def __init__(self, presenter: FinishPresenter, **given) -> None:
        super().__init__(**given)
        self._presenter = presenter

    def give(self) -> None:
        """Hand both on."""
        self._presenter.refuse(self.ids.reason.text, self.ids.witness.text)


load_kv(__file__)
