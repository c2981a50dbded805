"""One place, one file: facts, risks, open hazards, and the start of a visit."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from fieldapp.presenters.site import SiteState
from fieldapp.screens.cards import ChoiceRow, RunCard, run_card
from fieldapp.screens.frame import Screen, rows_set
from fieldapp.theme.loading import load_kv
from fieldapp.theme.look import T
from fieldapp.widgets.bar import EmptyState, Heading, Warning
from fieldapp.widgets.sheet import Sheet
from fieldapp.widgets.surface import Surface
from fieldapp.widgets.text import Fact, Para
from fieldapp.work import HazardRow, RiskRow

__all__ = ["HazardCard", "RiskLine", "RunCard", "SiteScreen", "StartSheet"]


class HazardCard(Surface, BoxLayout):
    """One open hazard with the way to its re-check."""

    grade = StringProperty("")
    tone = StringProperty("na")
    name = StringProperty("")
    detail = StringProperty("")
    due = StringProperty("")
    late = BooleanProperty(False)

    __events__ = ("on_recheck",)

    def on_recheck(self) -> None:
        """Let the screen open the re-check."""


class RiskLine(BoxLayout):
    """One risk with the sentence that explains its level."""

    level = StringProperty("")
    unsure = BooleanProperty(False)
    name = StringProperty("")
    sentence = StringProperty("")
    known = StringProperty("")


class StartSheet(Sheet):
    """Ask which kind of visit, by which checklist."""

    ready = BooleanProperty(False)

    __events__ = ("on_start",)

    def on_start(self) -> None:
        """Let the screen start the visit."""


class SiteScreen(Screen):
    """Show what is known of a place at the left, what is open there at the right."""

    title = StringProperty("")
    subtitle = StringProperty("")

    def __init__(self, **given) -> None:
        self._sheet: StartSheet | None = None
        super().__init__(**given)

    def render(self, state: SiteState) -> None:
        """Draw the place; lay the start sheet over it when it is asked for."""
        words, site = self.wording, state.detail.site
        self.title = words.pick(site.name, site.name_en)
        self.subtitle = words.join((words.kind(site.kind), site.address))
        rows_set(self.ids.facts, self._facts(state))
        rows_set(self.ids.risks, self._risks(state))
        rows_set(self.ids.work, [*self._runs(state), *self._hazards(state)])
        self._start_show(state)

    def _facts(self, state: SiteState) -> list[Widget]:
        words, detail = self.wording, state.detail
        known = {
            "enterprise": detail.enterprise,
            "contact": detail.contact,
            "phone": detail.phone,
            "address": detail.site.address,
            "facilities": words.names(
                [f"{words.term('facility_kind', row.kind)} {row.name}" for row in detail.facilities]
            ),
        }
        if detail.site.state != "open":
            known["state"] = words.term("site_state", detail.site.state)
        unknown = words.say("site.unknown")
        facts = [
            Fact(name=words.say(f"site.{name}"), value=value or unknown)
            for name, value in known.items()
        ]
        return [Heading(text=words.say("site.facts")), *facts]

    def _risks(self, state: SiteState) -> list[Widget]:
        words = self.wording
        heading = Heading(text=words.say("site.risks"))
        if not state.detail.risks:
            nothing = Para(content=words.say("site.no_risks"), font_size=T.label, color=T.text2)
            return [heading, nothing]
        return [heading, *(self._risk(row, state) for row in state.detail.risks)]

    def _risk(self, row: RiskRow, state: SiteState) -> RiskLine:
        words = self.wording
        named = words.of(state.scenarios.get(row.scenario)) or row.scenario
        known = words.say("site.as_of", day=words.day(row.as_of))
        return RiskLine(
            level=row.level,
            unsure=row.confidence == "low",
            name=words.join((words.risk(row.level), named)),
            sentence=words.pick(row.sentence_zh, row.sentence_en),
            known=words.join((words.term("confidence", row.confidence), known)),
        )

    def _runs(self, state: SiteState) -> list[Widget]:
        runs = [run for run in state.detail.runs if run.state == "open"]
        if not runs:
            return []
        cards = [run_card(self.wording, run, self.presenter.run_open) for run in runs]
        return [Heading(text=self.wording.say("site.runs")), *cards]

    def _hazards(self, state: SiteState) -> list[Widget]:
        say = self.wording.say
        heading = Heading(text=f"{say('site.hazards')}  {len(state.hazards) or ''}")
        if not state.hazards:
            nothing = EmptyState(
                name="check-circle-outline",
                title=say("site.no_hazards"),
                hint=say("site.no_hazards_hint"),
            )
            return [heading, nothing]
        return [heading, *(self._hazard(row, state) for row in state.hazards)]

    def _hazard(self, row: HazardRow, state: SiteState) -> HazardCard:
        words, late = self.wording, row.id in state.overdue
        due = words.say("site.due", day=row.due_on) if row.due_on else words.say("site.no_due")
        recurred = words.say("site.recurred", n=row.recurrence) if row.recurrence else ""
        card = HazardCard(
            grade=words.term("hazard_grade", row.grade),
            tone=T.grade(row.grade),
            name=words.pick(row.title_zh, row.title_en),
            detail=words.join(
                (
                    words.term("hazard_state", row.state),
                    words.say("site.found", day=row.found_on),
                    recurred,
                )
            ),
            due=words.join((due, words.say("site.overdue") if late else "")),
            late=late,
        )
        card.bind(on_recheck=lambda _it: self.presenter.recheck(row.id))
        return card

    def _start_show(self, state: SiteState) -> None:
        if not state.starting:
            sheet, self._sheet = self._sheet, None
            if sheet:
                sheet.close()
            return
        if self._sheet is None:
            title = self.wording.say("site.start_title", name=self.title)
            self._sheet = StartSheet(title=title, closed=self._start_closed)
            self._sheet.bind(on_start=lambda _it: self.presenter.start())
            self.sheet_open(self._sheet)
        self._start_fill(self._sheet, state)

    def _start_closed(self) -> None:
        if self._sheet:
            self._sheet = None
            self.presenter.start_hide()

    def _start_fill(self, sheet: StartSheet, state: SiteState) -> None:
        say = self.wording.say
        sheet.ready = state.ready
        rows_set(
            sheet.ids.visits_side,
            [
                Heading(text=say("site.which_visit")),
                *(
                    self._choice(
                        visit.title,
                        visit.hint,
                        visit.code == state.visit,
                        lambda code=visit.code: self.presenter.visit_choose(code),
                    )
                    for visit in state.visits
                ),
            ],
        )
        rows_set(sheet.ids.lists_side, self._checklists(state))
        trouble = (
            [Warning(message=state.trouble.message, remedy=state.trouble.remedy)]
            if state.trouble
            else []
        )
        rows_set(sheet.ids.trouble, trouble)

    def _checklists(self, state: SiteState) -> list[Widget]:
        words = self.wording
        heading = Heading(text=words.say("site.which_checklist"))
        if not state.checklists:
            warning = Warning(
                tone="warn",
                message=words.say("site.no_checklists"),
                remedy=words.say("site.no_checklists_remedy"),
            )
            return [heading, warning]
        rows = [
            self._choice(
                words.pick(row.zh, row.en),
                words.join((row.label, words.say("site.items", n=row.items, version=row.version))),
                row.id == state.checklist,
                lambda code=row.id: self.presenter.checklist_choose(code),
            )
            for row in state.checklists
        ]
        return [heading, *rows]

    def _choice(self, name: str, detail: str, chosen: bool, act) -> ChoiceRow:
        row = ChoiceRow(name=name, detail=detail, chosen=chosen)
        row.bind(on_release=lambda _it: act())
        return row


load_kv(__file__)
