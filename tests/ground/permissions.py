"""Walk every address of the project as every role, in the own and another street, and compare with the table."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.ground.pages import BACKEND
from tests.ground.world import FAR_NAMES, ROLES, World

TABLE = Path(__file__).resolve().parents[1] / "unit" / "server" / "permission_matrix.toml"
EVERYBODY = ("anonymous", *ROLES, "inactive")
OF_STREETS = ("inspector", "street")  # the others see the whole district
AFAR = "10.9.9.9"
REMEDY = 'add ["{route}"] to tests/unit/server/permission_matrix.toml: its door, who may, and the row its address names'
# What a door answers to a stranger and to a role that may not.
DOORS = {
    "page": ("sign_in", "403"),
    "open": ("401", "403"),
    "admin": ("sign_in", "sign_in"),
    "account": ("sign_in", "sign_in"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    route: str
    door: str
    may: tuple[str, ...]
    sees: tuple[str, ...] = ()  # who may look at the row, though not do this with it
    row: str = ""
    method: str = "GET"
    expect: str = "200"
    stranger: str = ""  # where the door answers otherwise than DOORS says
    refused: str = ""
    values: Mapping[str, str] | None = None
    data: Mapping[str, str] | None = None

    def expected(self, role: str, area: str) -> str:
        """Say what the door answers to a role for a row of the `own` or the `far` street."""
        if self.door in ("public", "tablet", "closed"):
            return self.expect
        stranger, refused = (
            self.stranger or DOORS[self.door][0], self.refused or DOORS[self.door][1],
        )  # fmt: skip
        if role in ("anonymous", "inactive"):
            return stranger
        if area == "far" and self.row and role in OF_STREETS and role in (*self.may, *self.sees):
            return "404"
        return self.expect if role in self.may else refused


def table_read() -> dict[str, Row]:
    """Read the table; a route with several lines is told apart by a name after a space."""
    lines = tomllib.loads(TABLE.read_text("utf-8"))
    rows = dict(_admin_rows(lines.pop("admin_models")))
    for name, line in lines.items():
        may = ROLES if line.get("may") == "all" else tuple(line.get("may", "").split())
        unknown = set(may) - set(ROLES)
        assert not unknown, f"{name}: {unknown} are no roles"
        sees = tuple(line.get("sees", "").split())
        rows[name] = Row(name.partition(" ")[0], **{**line, "may": may, "sees": sees})
    return rows


ADMIN_PAGES = {
    "list": "", "add": "add/", "history": "<path:object_id>/history/", "delete": "<path:object_id>/delete/",
    "change": "<path:object_id>/change/",
}  # fmt: skip


def _admin_rows(models: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Row]]:
    for model, line in models.items():
        values = {"<path:object_id>": line["object"]}
        pages = {route: line[page] for page, route in ADMIN_PAGES.items()}
        for tail, expect in {**pages, "<path:object_id>/": "302"}.items():
            route = f"admin/{model}/{tail}"
            yield route, Row(route, "admin", ("administrator",), values=values, expect=expect)


def routes() -> Iterator[tuple[str, Any]]:
    """Give every address of the project with its view."""
    yield from _routes(get_resolver(), "")


def _routes(resolver: Any, before: str) -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


def unlisted(rows: Mapping[str, Row]) -> list[str]:
    """Name the addresses that are not in the table, with what to do, and the lines that name none."""
    known, there = {row.route for row in rows.values()}, dict(routes())
    gone = [
        f"{route}: there is no such address; take its line out" for route in known - there.keys()
    ]
    new = [f"{route}: {REMEDY.format(route=route)}" for route in there if route not in known]
    return sorted(new + gone)


def unguarded(rows: Mapping[str, Row]) -> list[str]:
    """Name the pages and open views that name nobody who may use them."""
    doors = {row.route: row.door for row in rows.values()}
    return sorted(
        f"{route}: its view names nobody; wrap it in @page(can_…) or set allow = can_…"
        for route, view in routes()
        if doors.get(route, "page") in ("page", "open")
        and route not in BY_PACKAGE
        and getattr(getattr(view, "view_class", view), "allow", None) is None
    )


BY_PACKAGE = ("api/schema/", "api/docs/")  # guarded by SERVE_PERMISSIONS


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a door answered: a word for its status, and the text."""

    outcome: str
    text: str


class Walk:
    """Ask addresses as people; nothing that is asked stays, for each request is rolled back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions = {role: self._session(role) for role in (*ROLES, "inactive")}

    def _session(self, role: str) -> str:
        client = Client()
        client.force_login(self.world.persons[role], backend=BACKEND)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, role: str, *, strict: bool = False) -> Client:
        """Give a client of a role; a strict one is asked for the form's mark as a browser is."""
        client = Client(enforce_csrf_checks=strict)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def address(self, row: Row, area: str) -> str:
        """Fill the address of a line with what lies in a street."""
        ids = self.world.own if area == "own" else self.world.far
        values = {**(row.values or {})}
        route = row.route
        for name, value in values.items():
            route = route.replace(name, value)
        for kind, value in ids.items():
            for converter in ("str:", "path:", ""):
                route = route.replace(f"<{converter}{kind}>", str(value))
        assert "<" not in route, f"{row.route}: say what stands for it, values = {{…}}"
        return "/" + route

    def ask(self, row: Row, role: str, area: str) -> "Answer":
        """Ask once, from another machine, and undo what it did."""
        with transaction.atomic():
            answer = self.client(role).generic(
                row.method, self.address(row, area), urlencode(row.data or {}),
                content_type="application/x-www-form-urlencoded", REMOTE_ADDR=AFAR,
            )  # fmt: skip
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return Answer(outcome(answer), body.decode("utf-8", "replace"))

    def broken(self, rows: Mapping[str, Row], *, roles: tuple[str, ...] = EVERYBODY) -> list[str]:
        """Return every cell that answers otherwise than the table says, or tells of another street."""
        return [
            fault
            for name, row in rows.items()
            for role in roles
            for area in (("own", "far") if row.row else ("own",))
            for fault in self._cell(name, row, role, area)
        ]

    def _cell(self, name: str, row: Row, role: str, area: str) -> Iterator[str]:
        answer = self.ask(row, role, area)
        found, expected = answer.outcome, row.expected(role, area)
        if found != expected:
            yield f"{name} as {role}, {area} street: {found}, and the table says {expected}"
        elif role in OF_STREETS and row.door in ("page", "open") and found == "200":
            told = self.leaks(answer.text)
            if told:
                yield f"{name} as {role}, {area} street: tells of the other street: {told}"

    def leaks(self, text: str, *, but: tuple[str, ...] = ()) -> list[str]:
        """Name what a text tells of the other street: names, ids, its code."""
        own = set(self.world.own.values())
        marks = [*FAR_NAMES, *(value for value in self.world.far.values() if value not in own)]
        return [mark for mark in marks if mark in text and mark not in but]


def outcome(answer: HttpResponse) -> str:
    """Say in a word what a door answered."""
    if answer.status_code != 302:
        return str(answer.status_code)
    to = answer["Location"].partition("?")[0]
    return "sign_in" if to in ("/accounts/login/", "/admin/login/") else "302"
