"""Sentences, terms, dates and citations in the language the person chose."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

from fieldapp.presenters.base import Trouble
from shared.checklist import Basis
from shared.clock import instant_read
from shared.inspection import citation_text
from shared.problems import Fault, Problem
from shared.text import TermUnknown, Words, term

WORDS_FILE = Path(__file__).resolve().parents[1] / "words.toml"
POINTS = "一二三四五六七八九十"
ARTICLE = re.compile(rf"(\d+)((?:\((?:\d+|[{POINTS}]+)\))*)")
DISTRICT_TIME = timezone(timedelta(hours=8))  # 北京时间: the whole country, no summer time


class BothLanguages(Protocol):
    """Hold one text in Chinese and English."""

    @property
    def zh(self) -> str:
        """Give it in Chinese."""
        ...

    @property
    def en(self) -> str:
        """Give it in English."""
        ...


class Wording:
    """Say things in the language chosen; `lang` may change while the app runs."""

    def __init__(self, words: Words, lang: str = "zh") -> None:
        self.words = words
        self.lang = lang

    @classmethod
    def read(cls, lang: str = "zh") -> "Wording":
        """Read the tablet's own words."""
        return cls(Words.read(WORDS_FILE), lang)

    def say(self, key: str, **values: object) -> str:
        """Give the sentence of that key."""
        return self.words(key, self.lang, **values)

    def knows(self, key: str) -> bool:
        """Say whether there is a sentence of that key."""
        return key in self.words.sentences

    def term(self, group: str, code: str) -> str:
        """Give the word of a code; a code that a newer server sent is shown as it is."""
        try:
            return term(group, code, self.lang)
        except TermUnknown:
            return code

    def trouble(self, problem: Problem) -> Trouble:
        """Word a problem, with its faults below; its own words are Chinese, English goes by its code."""
        faults = "".join(f"\n· {_told(fault)}" for fault in problem.fields[:4])
        key = f"problem.{problem.code}"
        if self.lang == "zh" or not self.knows(key):
            return Trouble(problem.message, f"{problem.remedy}{faults}")
        message, _, remedy = self.say(key).partition(". ")
        return Trouble(f"{message}." if remedy else message, f"{remedy}{faults}")

    def kind(self, code: str) -> str:
        """Give the word of a kind of place."""
        return self.term("site_kind", code)

    def risk(self, level: str | None) -> str:
        """Give the word of a risk level; nothing known is not assessed, never low."""
        return self.term("risk_level", level or "grey")

    def of(self, text: BothLanguages | None) -> str:
        """Give a text of both languages in the one chosen."""
        return "" if text is None else self.pick(text.zh, text.en)

    def pick(self, zh: str, en: str) -> str:
        """Give the side of the language chosen; the Chinese one where the other is empty."""
        return en if self.lang == "en" and en else zh

    def join(self, parts: list[str] | tuple[str, ...]) -> str:
        """Set short facts in one line."""
        return " · ".join(part for part in parts if part)

    def names(self, names: list[str] | tuple[str, ...]) -> str:
        """Set names in one line."""
        return ("、" if self.lang == "zh" else ", ").join(names)

    def day(self, day: date | str | None) -> str:
        """Write a date."""
        if not day:
            return ""
        return day if isinstance(day, str) else day.isoformat()

    def moment(self, instant: str | datetime | None) -> str:
        """Write an instant as the district's own time."""
        if not instant:
            return ""
        moment = instant_read(instant) if isinstance(instant, str) else instant
        return moment.astimezone(DISTRICT_TIME).strftime("%Y-%m-%d %H:%M")

    def clock_time(self, instant: str | datetime | None) -> str:
        """Write the time of day of an instant."""
        return self.moment(instant)[11:]

    def size(self, count: int) -> str:
        """Write a number of bytes as people read it."""
        if count >= 1 << 30:
            return f"{count / (1 << 30):.1f} GB"
        return f"{count / (1 << 20):.1f} MB" if count >= 1 << 20 else f"{count >> 10} KB"

    def citation(self, basis: Basis) -> str:
        """Cite a document and clause as people read it: 《安全生产法》第36条第4款."""
        if self.lang == "zh":
            return citation_text(basis)
        if not basis.clause:
            return self._document(basis)
        article = ARTICLE.fullmatch(basis.clause)
        if article and not _is_standard(basis.doc):
            return self._article(basis, article)
        return f"{self._document(basis)} {self.say('citation.clause', clause=basis.clause)}"

    def _article(self, basis: Basis, article: re.Match[str]) -> str:
        """Cite an article: a paragraph (款) is written in digits, a point (项) in characters."""
        text = self.say("citation.article", number=article[1])
        for part in re.findall(r"\(([^)]+)\)", article[2]):
            level = "paragraph" if part.isascii() else "point"
            text += self.say(f"citation.{level}", number=POINTS.find(part) + 1 or part)
        return f"{self._document(basis)} {text}"

    def _document(self, basis: Basis) -> str:
        if _is_standard(basis.doc):
            return basis.doc if basis.version in basis.doc else f"{basis.doc}-{basis.version}"
        return f"《{basis.doc}》"


def _told(fault: Fault) -> str:
    """Word a fault; an item is named by its number, what else `where` holds is for machines."""
    place = f"{fault.where}  " if fault.where[:1].isupper() or fault.where[:1].isdigit() else ""
    return f"{place}{fault.message}{fault.remedy}"


def _is_standard(document: str) -> bool:
    return bool(re.match(r"[A-Z]{2,}", document))


def local_day(now: datetime) -> date:
    """Give the district's calendar day of an instant."""
    return now.astimezone(DISTRICT_TIME).date()


def utc(now: datetime) -> datetime:
    """Give the instant in UTC."""
    return now.astimezone(UTC)
