"""The exchange with the office: every operation, its state, and who must act."""

from kivy.metrics import dp, sp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from fieldapp.presenters.sync import FILTERS, STATE_ICONS, STATE_TONES, SyncState
from fieldapp.screens import speech
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.icons import icon
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.theme.wrap import wrap
from fieldapp.widgets.bar import EmptyState, Heading, Warning
from fieldapp.widgets.rows import Drawn, RowView
from fieldapp.widgets.surface import Surface
from fieldapp.widgets.tap import Chip
from fieldapp.widgets.text import Fact
from fieldapp.work import OperationRow

OPERATION_HEIGHT, REMEDY_STEP = 72, 21


class OperationCard(RowView, Surface, BoxLayout):
    """One operation of this tablet."""

    mark = StringProperty("")
    tone = StringProperty("na")
    ink = ColorProperty((0, 0, 0, 1))
    name = StringProperty("")
    detail = StringProperty("")
    remedy = StringProperty("")
    standing = StringProperty("")
    owner = StringProperty("")

    def row_draw(self, row: OperationRow) -> None:
        """Show what it is, how far it got, who acts next and how."""
        words = speech.wording()
        self.mark, self.tone = STATE_ICONS[row.state], STATE_TONES[row.state]
        self.ink = T.ink(self.tone)
        self.name = row.title
        blobs = ""
        if row.blobs:
            blobs = words.say("sync.blobs_sent", received=row.blobs_received, total=row.blobs)
        self.detail = words.join(
            (
                f"#{row.seq}",
                words.term("operation_kind", row.kind),
                words.moment(row.at),
                blobs,
                row.hash[:12],
            )
        )
        self.remedy = "\n".join(_remedy_lines(row, self.width))
        self.standing = words.term("operation_state", row.state)
        self.owner = "" if row.owner == "nobody" else words.say(f"sync.owner_{row.owner}")

    def on_width(self, _widget, _width: float) -> None:
        """Break lines anew."""
        if self.row is not None:
            self.row_draw(self.row)


class SyncScreen(Screen):
    """Show the operations at the left; the exchange and its facts at the right."""

    deed = StringProperty("")
    step = StringProperty("")
    busy = BooleanProperty(False)
    part = NumericProperty(0)

    def render(self, state: SyncState) -> None:
        """Draw how the exchange stands."""
        say = self.wording.say
        self.busy, self.part, self.step = state.syncing, state.part, state.step
        self.deed = f"{icon('sync')}  {say('sync.now')}"
        shown = state.shown
        self._rows(state)
        rows_set(self.ids.filters, self._filters(state))
        rows_set(self.ids.empty, [] if shown else [self._empty(state)])
        rows_set(self.ids.told, self._told(state))
        rows_set(self.ids.facts, self._facts(state))

    def remeasure(self) -> None:
        """Break the lines anew for another width."""
        self._rows(self.presenter.state)

    def _rows(self, state: SyncState) -> None:
        width = max(dp(300), self.ids.rows.width - dp(12))
        self.ids.rows.show([_drawn(row, width) for row in state.shown])

    def _filters(self, state: SyncState) -> list[Widget]:
        counts = {
            "all": len(state.operations),
            "waiting": state.waiting,
            "attention": state.attention,
            "confirmed": state.confirmed,
        }
        chips: list[Widget] = []
        for name in FILTERS:
            text = self.wording.say(f"sync.filter_{name}", n=counts[name])
            chip = Chip(text=text, chosen=name == state.filter)
            chip.bind(on_release=lambda _it, name=name: self.presenter.filter_choose(name))
            chips.append(chip)
        return [*chips, Widget()]

    def _empty(self, state: SyncState) -> EmptyState:
        say = self.wording.say
        if state.operations:
            return EmptyState(name="check-circle-outline", title=say("sync.none_here"))
        return EmptyState(name="cloud-outline", title=say("sync.none"), hint=say("sync.none_hint"))

    def _told(self, state: SyncState) -> list[Widget]:
        if state.trouble:
            return [Warning(message=state.trouble.message, remedy=state.trouble.remedy)]
        if state.told:
            return [Warning(name="check-circle", tone="ok", message=state.told)]
        return []

    def _facts(self, state: SyncState) -> list[Widget]:
        words, status = self.wording, state.status
        say, size = words.say, words.size
        streets = sum(scope.startswith("street/") for scope in status.scopes)
        facts = {
            "contact": words.moment(status.last_contact) or say("sync.never"),
            "waiting_blobs": say(
                "sync.blobs", n=status.blobs_waiting, size=size(status.blobs_waiting_bytes)
            ),
            "rows": say(
                "sync.rows_value",
                sites=status.rows.get("site", 0),
                hazards=status.rows.get("hazard", 0),
                tasks=status.rows.get("task", 0),
            ),
            "scopes": say("sync.streets", n=streets),
            "keys": state.keys,
            "disk": size(status.disk_free),
            "journal": say("sync.journal_value", mode=f"{status.journal_mode}, FULL"),
            "server": status.url or "",
            "tablet": words.join((status.label, (status.device or "")[-8:])),
        }
        made = [
            Fact(name=say(f"sync.{name}"), value=value, name_width=dp(100))
            for name, value in facts.items()
        ]
        return [Heading(text=say("sync.facts")), *made]


def _drawn(row: OperationRow, width: float) -> Drawn:
    lines = len(_remedy_lines(row, width))
    height = dp(OPERATION_HEIGHT) + dp(REMEDY_STEP) * lines + (dp(4) if lines else 0)
    return Drawn(row.seq, "OperationCard", row, height)


def _remedy_lines(row: OperationRow, width: float) -> list[str]:
    words = speech.wording()
    waits = words.say("sync.waits", what=row.waits_for) if row.waits_for else ""
    told = words.join((waits, row.remedy or ""))
    return wrap(told, width=width - dp(80), size=sp(14)) if told else []


load_kv(__file__)
