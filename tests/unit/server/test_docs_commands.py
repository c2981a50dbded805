"""Every `python -m server …` that a document shows is a command that takes these words."""

import re

import pytest
from django.core.management.base import CommandError

from server.config.command_line import commands as server_commands
from tests.ground.documents import ROOT, commands, document, documents

OPERATIONS = "docs/operations.md"
CODES = re.compile(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| ", re.MULTILINE)
SHOWN = {
    f"{name}: {' '.join(words)}": words
    for name in documents()
    for words in commands(document(name), "python -m server")
    if words
}


@pytest.fixture(scope="module")
def known():
    return server_commands()


@pytest.mark.parametrize("words", SHOWN.values(), ids=SHOWN)
def test_a_command_of_a_document_is_one_the_server_takes(words, known):
    assert words[0] in known, f"there is no command {words[0]}"
    parser = known[words[0]].create_parser("server", words[0])
    if len(words) > 1:
        parser.parse_args(words[1:])


def test_a_command_that_does_not_exist_would_be_noticed(known):
    with pytest.raises(CommandError):
        known["devices"].create_parser("server", "devices").parse_args(["polish"])
    assert list(commands("`python -m server polish DEVICE`", "python -m server")) == [["polish", "DEVICE"]]  # fmt: skip


def test_every_code_an_operator_is_told_about_is_raised_somewhere():
    text = document(OPERATIONS)
    table = text[text.index("## When something refuses") : text.index("## Settings")]
    named = [code for row in CODES.findall(table) for code in re.findall(r"[a-z_]+", row)]
    source = "".join(
        path.read_text("utf-8")
        for room in ("server", "shared")
        for path in (ROOT / room).rglob("*.py")
    )
    assert len(named) > 15
    assert [code for code in named if f'"{code}"' not in source] == []


def test_every_command_is_told_of_in_a_document(known):
    told = {words[0] for words in SHOWN.values()}
    assert set(known) - told == set()
