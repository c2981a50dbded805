"""What the office sees after the day: pictures of its pages, in both languages."""

from tools.demo.evening import DayWentWrong
from tools.demo.journal import Journal
from tools.demo.office import Office

CHAIN_LINES = "#chain li"


def office_look(journal: Journal, office: Office) -> None:
    """Open the pages of the day's risk, hazard and visit. Raises DayWentWrong, OfficeFailed."""
    office.open("/")
    office.picture("office-overview")
    _register(journal, office)
    office.open(f"/hazards/{journal.ids['hazard']}")
    office.picture("office-hazard")
    _visit(journal, office)
    office.language_switch("en")
    _visit(journal, office)
    _register(journal, office)
    if office.faults:
        raise DayWentWrong(
            "office_faults", f"Pages of the office complained: {'; '.join(office.faults[:3])}",
            "Open the page by hand and read the browser's console.",
        )  # fmt: skip


def _register(journal: Journal, office: Office) -> None:
    """Show list, map and the risk that turned red, with the sentence that says why."""
    office.open(f"/register/?risk={journal.ids['risk']}")
    office.map_drawn()
    office.picture("office-register")


def _visit(journal: Journal, office: Office) -> None:
    """Show the visit with its evidence; the check of its chain must be good in every line."""
    office.open(f"/visits/{journal.ids['visit_gas']}")
    office.page.wait_for_selector(CHAIN_LINES)
    office.picture("office-visit")
    bad = office.page.locator(f"{CHAIN_LINES} .danger").count()
    good = office.page.locator(f"{CHAIN_LINES} .good").count()
    if bad or not good:
        raise DayWentWrong(
            "office_chain", f"The chain check shows {good} good and {bad} bad lines.",
            "Run python -m server verify_chain on the demo's data; report this.",
        )  # fmt: skip
    journal.counts["chain_checks"] = good
