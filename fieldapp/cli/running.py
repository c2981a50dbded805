"""Open the tablet, run one command or many, print rows and problems, choose the exit status."""

import json
import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from fieldapp.cli.commands import FileUnreadable
from fieldapp.cli.parsing import LAST_RUN, Parser, UsageWrong, line_parser_make, parser_make
from fieldapp.sync.client import NetworkProblem
from fieldapp.work.tablet import Tablet
from shared.problems import Problem

DONE, REFUSED, USAGE, NETWORK, STORAGE = range(5)
NETWORK_CODES = frozenset({"server_signature_wrong", "answer_unreadable", "changes_unreadable"})
STORAGE_CODES = frozenset(
    {
        "disk_full",
        "storage_failed",
        "store_in_use",
        "store_unreadable",
        "store_damaged",
        "store_newer",
        "store_settings_wrong",
        "seal_broken",
        "blob_missing",
        "key_store_lost",
        "rescue_unwritable",
    }
)


def main(arguments: Sequence[str], *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run `python -m fieldapp.cli` and return its exit status."""
    out, err = out or sys.stdout, err or sys.stderr
    try:
        words = parser_make().parse_args(arguments)
    except UsageWrong as error:
        err.write(f"{error}\n")
        return USAGE
    try:
        with Tablet.open(words.data) as tablet:
            if words.command == "batch":
                return _batch(tablet, words.file, out, err)
            return _one(tablet, words, out, err)
    except Problem as problem:
        return _tell(problem, err)
    except BrokenPipeError:
        # whoever read us has gone; what was done is on disk, and there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return REFUSED


def _one(tablet: Tablet, words: Namespace, out: TextIO, err: TextIO) -> int:
    try:
        for row in words.deed(tablet, words):
            out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            out.flush()
    except Problem as problem:
        return _tell(problem, err)
    return DONE


def _batch(tablet: Tablet, file: str, out: TextIO, err: TextIO) -> int:
    """Run each line; one that fails does not keep the next, and the first failure is the status."""
    status, last, parser = DONE, "", line_parser_make()
    for number, line in enumerate(_lines(file), start=1):
        words = _line_words(parser, line, number, err)
        if words is None:
            status = status or USAGE
            continue
        if getattr(words, "run", None) == LAST_RUN:
            words.run = last
        ended = _one(tablet, words, out, err)
        if words.command == "start" and ended == DONE:
            last = words.run
        status = status or ended
    return status


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        lines: Iterator[str] = iter(sys.stdin)
    else:
        try:
            lines = iter(Path(file).read_text(encoding="utf-8").splitlines())
        except OSError as error:
            raise FileUnreadable(Path(file), error) from error
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _line_words(parser: Parser, line: str, number: int, err: TextIO) -> Namespace | None:
    """Read a line as shell words, or as a JSON array of words."""
    try:
        words = json.loads(line) if line.startswith("[") else shlex.split(line)
        return parser.parse_args([str(word) for word in words])
    except (UsageWrong, ValueError) as error:
        err.write(f"line {number}: {error}\n")
        return None


def _tell(problem: Problem, err: TextIO) -> int:
    err.write(json.dumps(problem.as_dict(), ensure_ascii=False) + "\n")
    err.flush()
    if isinstance(problem, NetworkProblem) or problem.code in NETWORK_CODES:
        return NETWORK
    return STORAGE if problem.code in STORAGE_CODES else REFUSED
