"""Take pictures of every page of the office: each entry of the menu, its list and its first row."""

from collections.abc import Callable

from tools.demo.office import Office, OfficeFailed

MENU = ".rail-link"
CHAIN = "#chain li"
ABSENT = "/no-such-page"
Only = Callable[[str], bool]


def pages_draw(office: Office, *, only: Only = lambda _screen: True) -> None:
    """Draw the pages whose picture `only` wants, in the language chosen. Raises OfficeFailed."""
    for path in menu_paths(office):
        noun = path.strip("/") or "overview"
        if only(f"office_{noun}-list"):
            office.open(path)
            _settle(office, noun)
            office.picture(f"office_{noun}-list")
        if noun != "overview" and only(f"office_{noun}-detail"):
            _detail_draw(office, path, noun)
    if only("office_problem-absent"):
        office.page.goto(f"{office.url}{ABSENT}")
        office.picture("office_problem-absent")
        office.faults.clear()  # the 404 is what was asked for


def menu_paths(office: Office) -> list[str]:
    """Give the addresses of the menu, as this account sees it."""
    office.open("/")
    links = office.page.locator(MENU)
    found: list[str] = links.evaluate_all("all => all.map(one => new URL(one.href).pathname)")
    return found


def _detail_draw(office: Office, path: str, noun: str) -> None:
    """Open the first row of a list; a page without rows to open has no such picture."""
    office.open(path)
    address = _register_row(office) if noun == "register" else _first_row(office, path)
    if not address:
        return
    office.open(address)
    _settle(office, noun)
    office.picture(f"office_{noun}-detail")


def _register_row(office: Office) -> str:
    row = office.page.locator("tr[data-risk]").first
    return f"/register/?risk={row.get_attribute('data-risk')}" if row.count() else ""


def _first_row(office: Office, path: str) -> str:
    """Give the first link on the page that leads one step down."""
    found: list[str] = office.page.locator("main a[href]").evaluate_all(
        "all => all.map(one => new URL(one.href).pathname)"
    )
    deeper = (one for one in found if one.startswith(path) and one.count("/") == path.count("/"))
    return next((one for one in deeper if one != path), "")


def _settle(office: Office, noun: str) -> None:
    if noun == "register":
        office.map_drawn()
    if office.page.locator("#chain").count():
        office.page.wait_for_selector(CHAIN)


def faults_check(office: Office) -> None:
    """Refuse pictures of pages that complained. Raises OfficeFailed."""
    if office.faults:
        raise OfficeFailed(
            "office_faults", f"Pages complained: {'; '.join(office.faults[:5])}",
            "Open the page by hand and read the browser's console.",
        )  # fmt: skip
