"""Read office pages as a person would follow them: the figures that are links, and how many rows a list holds."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

BACKEND = "django.contrib.auth.backends.ModelBackend"
NUMBERED = ("figure-value", "count")  # what looks like a figure, by class


@dataclass
class Page(HTMLParser):
    """Hold what one page says: links with the count they promise, totals by id, figures without a link."""

    address: str
    text: str
    links: list[tuple[str, int]] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    rows: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._inside: list[
            tuple[str, bool, bool]
        ] = []  # tag, a link with a count, looks like a figure
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        classes = named.get("class", "").split()
        if tag == "tr" and "data-row" in named:
            self.rows += 1
        if "data-total" in named:
            self.totals[named.get("id", "")] = int(named["data-total"])
        counted = tag == "a" and "data-count" in named
        if counted:
            self.links.append((self.follow(named["href"]), int(named["data-count"])))
        if tag not in ("input", "meta", "link", "br", "img", "use", "polyline", "path"):
            self._inside.append((tag, counted, any(name in NUMBERED for name in classes)))

    def follow(self, href: str) -> str:
        """Resolve a link as a browser does: `?` alone clears the query, which urljoin does not."""
        return urljoin(
            self.address, urlsplit(self.address).path + href if href[:1] == "?" else href
        )

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not re.fullmatch(r"\s*\d+\s*", data):
            return
        if any(figure for _, _, figure in self._inside) and not any(
            link for _, link, _ in self._inside
        ):
            self.loose.append(data.strip())


def sign_in(person: Any) -> Client:
    """Give a client that a person has signed in with."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def page_read(client: Client, address: str, *, lang: str = "zh-hans", status: int = 200) -> Page:
    """Ask for a page in a language; what it says is told when the status is another."""
    client.cookies["django_language"] = lang
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == status, (address, answer.status_code, text[:600])
    return Page(address, text)


def promises_broken(client: Client, page: Page) -> list[str]:
    """Follow every figure of a page; return those whose target holds another number of rows."""
    broken = [f"{page.address}: {number} is no link" for number in page.loose]
    for href, count in page.links:
        address, fragment = urldefrag(href)
        found = page_read(client, address).totals.get(fragment)
        if found != count:
            broken.append(f"{page.address}: {count} leads to {href}, which holds {found}")
    return broken
