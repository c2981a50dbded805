"""The end of a visit: what is missing at the left, the paper to read at the right, signatures below."""

from io import BytesIO

from kivy.core.image import Image as CoreImage
from kivy.metrics import dp, sp
from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from fieldapp.presenters.finish import FindingLine, FinishState, Missing, Signer
from fieldapp.screens import speech
from fieldapp.screens.finish_sheets import RefuseSheet, SignSheet
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.theme.wrap import wrap
from fieldapp.widgets.bar import EmptyState, Heading, Warning
from fieldapp.widgets.rows import Drawn, RowView
from fieldapp.widgets.sheet import Sheet
from fieldapp.widgets.surface import Surface
from fieldapp.widgets.tap import Chip, TapRow

STATE_TONES = {
    "waiting": "text2",
    "locked": "warn",
    "signed": "ok",
    "refused": "warn",
    "void": "bad",
}
STATE_ICONS = {
    "waiting": "pencil-outline",
    "locked": "lock-outline",
    "signed": "check-circle",
    "refused": "minus-circle",
    "void": "alert-circle",
}


class MissingRow(RowView, TapRow):
    """One thing missing; a touch goes where it is mended."""

    place = StringProperty("")
    message = StringProperty("")
    remedy = StringProperty("")
    goes = BooleanProperty(False)

    def row_draw(self, row: Missing) -> None:
        """Show what is missing and what to do."""
        width = self.width
        self.place, self.goes = row.place, row.key is not None
        self.message = "\n".join(_message_lines(row, width))
        self.remedy = "\n".join(_remedy_lines(row, width))

    def on_width(self, _widget, _width: float) -> None:
        """Break lines anew."""
        if self.row is not None:
            self.row_draw(self.row)


class SignerRow(Surface, BoxLayout):
    """One who is to sign."""

    name = StringProperty("")
    standing = StringProperty("")
    mark = StringProperty("pencil-outline")
    ink = ColorProperty((0, 0, 0, 1))
    deed = StringProperty("")
    can_refuse = BooleanProperty(False)

    __events__ = ("on_sign", "on_refuse")

    def on_sign(self) -> None:
        """Let the screen take the signature."""

    def on_refuse(self) -> None:
        """Let the screen take the refusal."""


class FindingCard(Surface, BoxLayout):
    """One finding of a visit without papers."""

    place = StringProperty("")
    grade = StringProperty("")
    tone = StringProperty("na")
    words = StringProperty("")
    note = StringProperty("")
    due = StringProperty("")


class PaperPage(Widget):
    """One page of the paper."""

    picture = ObjectProperty(None, allownone=True)


class FinishScreen(Screen):
    """Show what is missing, the paper, and who signs."""

    title = StringProperty("")
    subtitle = StringProperty("")
    headline = StringProperty("")
    tone = StringProperty("text2")
    complete = BooleanProperty(False)
    busy = BooleanProperty(False)
    number = StringProperty("")

    def __init__(self, **given) -> None:
        self._sheet: Sheet | None = None
        self._asked = ""
        self._pages: tuple[bytes, ...] = ()
        super().__init__(**given)

    def render(self, state: FinishState) -> None:
        """Draw how far the visit is."""
        self.title, self.subtitle = state.title, state.subtitle
        self.complete = not state.missing and not state.checking
        self.busy = state.finishing
        self.headline, self.tone = self._headline(state)
        self._missing(state)
        rows_set(self.ids.signers, self._signers(state))
        trouble = [Warning(message=t.message, remedy=t.remedy) for t in [state.trouble] if t]
        rows_set(self.ids.trouble, [] if state.asking else trouble)
        self._paper(state)
        self._sheet_show(state)

    def _headline(self, state: FinishState) -> tuple[str, str]:
        """Say how far the visit is, and in which tone."""
        say = self.wording.say
        if state.checking:
            return f"{icon('timer-sand')}  {say('finish.checking')}", "text2"
        if state.missing:
            missing = say("finish.missing", n=len(state.missing))
            return f"{icon('alert-circle')}  {missing}", "bad"
        return f"{icon('check-circle')}  {say('finish.complete')}", "ok"

    def remeasure(self) -> None:
        """Break the lines anew for another width."""
        self._missing(self.presenter.state)

    def _missing(self, state: FinishState) -> None:
        width = max(dp(200), self.ids.missing.width - dp(12))
        self.ids.missing.show(
            [
                Drawn((place, row), "MissingRow", row, _height(row, width), self.presenter.mend)
                for place, row in enumerate(state.missing)
            ]
        )

    def _signers(self, state: FinishState) -> list[Widget]:
        if not state.signers:
            return []
        rows = [self._signer(signer) for signer in state.signers]
        return [Heading(text=self.wording.say("finish.signers")), *rows]

    def _signer(self, signer: Signer) -> SignerRow:
        say = self.wording.say
        role = signer.who if signer.who in ("site", "witness") else "officer"
        given = {"at": signer.at, "reason": signer.reason, "witness": signer.witness}
        deed = "" if signer.state == "locked" else "sign"
        if signer.state in ("signed", "refused", "void"):
            deed = "sign_again"
        row = SignerRow(
            name=self.wording.join((signer.name, say(f"finish.{role}"))),
            standing=say(f"finish.state_{signer.state}", **given),
            mark=STATE_ICONS[signer.state],
            ink=getattr(T, STATE_TONES[signer.state]),
            deed=say(f"finish.{deed}") if deed else icon("lock-open-variant-outline"),
            can_refuse=signer.who == "site" and signer.state != "signed",
        )
        row.bind(on_sign=lambda _it: self.presenter.sign_ask(signer.who))
        row.bind(on_refuse=lambda _it: self.presenter.refuse_ask())
        return row

    def _paper(self, state: FinishState) -> None:
        words = self.wording
        chips: list[Widget] = []
        for kind in state.kinds:
            chip = Chip(text=words.term("paper_kind", kind), chosen=kind == state.kind)
            chip.bind(on_release=lambda _it, kind=kind: self.presenter.paper_choose(kind))
            chips.append(chip)
        rows_set(self.ids.kinds, chips)
        self.number = ""
        if state.checking and not state.paper:
            self.number = words.say("finish.reading")
        elif state.paper:
            pages = words.say(
                "finish.paper_number", number=state.paper.number, pages=len(state.pages)
            )
            hashed = words.say("finish.paper_hash", hash=state.paper.sha256[:16])
            self.number = words.join((pages, hashed))
        if state.pages and state.pages is self._pages:
            return  # the same pictures as before: they are not opened again
        self._pages = state.pages
        rows_set(self.ids.pages, self._pages_made(state) or self._no_paper(state))

    def _pages_made(self, state: FinishState) -> list[Widget]:
        if state.paper_trouble:
            trouble = state.paper_trouble
            return [Warning(message=trouble.message, remedy=trouble.remedy)]
        return [PaperPage(picture=_texture(page)) for page in state.pages]

    def _no_paper(self, state: FinishState) -> list[Widget]:
        say = self.wording.say
        if state.kinds:
            return []
        hint = EmptyState(
            name="file-document-outline",
            title=say("finish.no_paper"),
            hint=say("finish.no_paper_hint"),
        )
        made: list[Widget] = [hint, Heading(text=say("finish.findings"))]
        if not state.findings:
            made.append(EmptyState(name="check-circle-outline", title=say("finish.no_findings")))
        made.extend(self._finding(line) for line in state.findings)
        return made

    def _finding(self, line: FindingLine) -> FindingCard:
        return FindingCard(
            place=line.place,
            grade=self.wording.term("hazard_grade", line.grade),
            tone=T.grade(line.grade),
            words=line.text,
            note=line.note,
            due=line.deadline,
        )

    def _sheet_show(self, state: FinishState) -> None:
        if self._sheet and state.asking != self._asked:
            sheet, self._sheet = self._sheet, None
            sheet.close()
        self._asked = state.asking
        if state.asking and self._sheet is None:
            self._sheet = self._sheet_make(state)
            self.sheet_open(self._sheet)
        if self._sheet:
            told = [Warning(message=t.message, remedy=t.remedy) for t in [state.trouble] if t]
            rows_set(self._sheet.ids.trouble, told)

    def _sheet_make(self, state: FinishState) -> Sheet:
        say = self.wording.say
        if state.asking == "refuse":
            return RefuseSheet(
                self.presenter, title=say("finish.refuse_title"), closed=self._closed
            )
        name = next((one.name for one in state.signers if one.who == state.asking), "")
        title = say("finish.sign_title", name=name)
        return SignSheet(self.presenter, state.asking, title=title, closed=self._closed)

    def _closed(self) -> None:
        if self._sheet:
            self._sheet = None
            self.presenter.ask_close()


def _texture(page: bytes):
    return CoreImage(BytesIO(page), ext="png", mipmap=True).texture


def _inner(width: float) -> float:
    return width - dp(64)


def _message_lines(row: Missing, width: float) -> list[str]:
    head = f"{row.place}  " if row.place else ""
    return wrap(f"{head}{row.message}", width=_inner(width), font="UI-M", size=sp(15))


def _remedy_lines(row: Missing, width: float) -> list[str]:
    return wrap(row.remedy, width=_inner(width), size=sp(13)) if row.remedy else []


def _height(row: Missing, width: float) -> float:
    lines = dp(23) * len(_message_lines(row, width)) + dp(20) * len(_remedy_lines(row, width))
    return max(dp(52), lines + dp(18))


__all__ = ["FinishScreen", "MissingRow", "PaperPage", "SignerRow", "speech"]

load_kv(__file__)
