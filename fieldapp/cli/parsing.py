"""The words of the command line."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from fieldapp.cli import commands as c
from shared.inspection import KIND_RULES

LAST_RUN = "."


class UsageWrong(Exception):
    """Say that words on the command line do not fit; `argparse` has the sentence."""


class Parser(argparse.ArgumentParser):
    """Raise where argparse would end the process: a batch goes on to its next line."""

    def error(self, message: str) -> NoReturn:
        """Tell what does not fit, with the usage of the command."""
        raise UsageWrong(f"{self.format_usage()}{self.prog}: {message}")


def parser_make() -> Parser:
    """Return the parser of `python -m fieldapp.cli`."""
    parser = Parser(prog="python -m fieldapp.cli", description=c.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the tablet's data folder")
    commands_add(parser)
    return parser


def line_parser_make() -> Parser:
    """Return the parser of a batch line: the same without --data."""
    parser = Parser(prog="batch")
    commands_add(parser, batch=False)
    return parser


def commands_add(parser: Parser, *, batch: bool = True) -> None:
    """Add every command."""
    of = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add = _Adder(of)
    _tablet_commands(add)
    _place_commands(add)
    _run_commands(add)
    _answer_commands(add)
    _signing_commands(add)
    _operation_commands(add)
    if batch:
        line = add("batch", None, "run the commands of a file, one a line (- is stdin)")
        line.add_argument("file")


class _Adder:
    def __init__(self, of: "argparse._SubParsersAction[Parser]") -> None:
        self._of = of

    def __call__(self, name: str, deed: Callable[..., object] | None, help: str) -> Parser:
        made = self._of.add_parser(name, help=help, description=help, allow_abbrev=False)
        made.set_defaults(deed=deed)
        return made


def _tablet_commands(add: _Adder) -> None:
    enrol = add("enrol", c.enrol, "make this tablet known to a server")
    enrol.add_argument("url", help="the server's address, or the whole text of the QR")
    enrol.add_argument("code", nargs="?", help="the one-time code")
    enrol.add_argument("--label", default="")
    enrol.add_argument("--fingerprint", help="the server key's, as the QR has it")
    unlock = add("unlock", c.unlock, "open an officer's key by PIN; the first PIN given is set")
    unlock.add_argument("--officer", required=True)
    unlock.add_argument("--pin-file", type=Path, required=True)
    lock = add("lock", c.lock, "shut an officer's key, or everybody's")
    lock.add_argument("--officer")
    add("officers", c.officers, "list who may use this tablet")
    add("push", c.push, "send what was made here")
    add("pull", c.pull, "read what is new")
    add("sync", c.sync, "push, then pull")
    status = add("status", c.status, "sum the tablet up")
    status.add_argument("--json", action="store_true", help="the only form there is")
    add("verify", c.verify, "check every signed byte kept here")
    rescue = add("rescue", c.rescue, "write unconfirmed work into one file for the organisation")
    rescue.add_argument("file", type=Path)


def _place_commands(add: _Adder) -> None:
    add("streets", c.streets, "list streets and how many places each has here")
    sites = add("sites", c.sites, "find places by name, address or pinyin")
    sites.add_argument("query", nargs="?", default="")
    sites.add_argument("--street")
    sites.add_argument("--limit", type=int, default=50)
    site = add("site", c.site, "show one place with its hazards, risks, tasks and visits")
    site.add_argument("site")
    tasks = add("tasks", c.tasks, "list open tasks")
    tasks.add_argument("--officer")
    tasks.add_argument("--on", help="a day its window holds, like 2026-11-22")
    checklists = add("checklists", c.checklists, "list checklists that fit a place")
    checklists.add_argument("--site", required=True)


def _run_commands(add: _Adder) -> None:
    start = add("start", c.start, "begin a visit")
    start.add_argument("--checklist", required=True)
    start.add_argument("--site", required=True)
    kinds = "|".join(kind for kind in KIND_RULES if kind != "enforcement")
    start.add_argument("--visit", required=True, metavar=f"task:ID|{kinds}")
    start.add_argument("--facility")
    add("runs", c.runs, "list visits on this tablet")
    for name, deed, help in (
        ("run", c.run_show, "show a visit: its rows and answers"),
        ("locate", c.locate, "note where the tablet is, if it can tell"),
        ("missing", c.missing, "list what stands between a visit and its end"),
        ("finish", c.finish, "sign a visit and queue it; lists all that is missing"),
        ("discard", c.discard, "give an open visit up"),
    ):
        _run(add(name, deed, help))


def _answer_commands(add: _Adder) -> None:
    answer = _item(_run(add("answer", c.answer, "save one answer")))
    answer.add_argument("value", help="verdict word, decimal, ISO date, code, code,code or text")
    answer.add_argument("--grade")
    answer.add_argument("--slot")
    answer.add_argument("--note")
    answer.add_argument("--photo", type=Path, action="append", default=[])
    photo = _item(_run(add("photo", c.photo, "add a photo to an item")))
    photo.add_argument("file", type=Path)
    confirm = _item(_run(add("confirm", c.confirm, "confirm a major finding as second officer")))
    confirm.add_argument("--officer", required=True)


def _signing_commands(add: _Adder) -> None:
    preview = _run(add("preview", c.preview, "write a paper as it would be signed now"))
    preview.add_argument("file", type=Path)
    preview.add_argument("--kind", default="record")
    sign = _run(add("sign", c.sign, "add a handwritten signature, or the refusal of one"))
    sign.add_argument("--who", required=True, metavar="ID|site|witness")
    sign.add_argument("--image", type=Path)
    sign.add_argument("--refused", help="the reason the site gave")
    sign.add_argument("--witness", help="who witnessed the refusal")
    recheck = add("recheck", c.recheck, "look at a hazard again")
    recheck.add_argument("hazard")
    recheck.add_argument("verdict", choices=("pass", "fail"))
    recheck.add_argument("--note")
    recheck.add_argument("--photo", type=Path, action="append", default=[])


def _operation_commands(add: _Adder) -> None:
    add("operations", c.operations, "list every operation, its state and who must act")


def _run(parser: Parser) -> Parser:
    parser.add_argument("run", help=f"the visit; {LAST_RUN} in a batch is the one begun last")
    return parser


def _item(parser: Parser) -> Parser:
    parser.add_argument("item", metavar="ITEM[#INSTANCE]")
    return parser
