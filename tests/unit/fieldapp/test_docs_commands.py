"""Every `python -m fieldapp.cli …` that a document shows is a command line the tablet takes."""

import pytest

from fieldapp.cli.parsing import UsageWrong, parser_make
from tests.ground.documents import commands, document, documents

SHOWN = {
    f"{name}: {' '.join(words)}": words
    for name in documents()
    for words in commands(document(name), "python -m fieldapp.cli")
    if words and words != ["--help"]
}


@pytest.mark.parametrize("words", SHOWN.values(), ids=SHOWN)
def test_a_command_line_of_a_document_is_one_the_tablet_takes(words):
    assert parser_make().parse_args(words).deed is not None


def test_the_readme_shows_a_visit_from_enrolment_to_the_office():
    shown = [words[2] for name, words in SHOWN.items() if name.startswith("README.md")]
    order = ["enrol", "unlock", "pull", "start", "answer", "finish", "sync"]
    assert [one for one in shown if one in order] == order


def test_a_command_line_that_does_not_fit_would_be_noticed():
    with pytest.raises(UsageWrong):
        parser_make().parse_args(["--data", "var/tablet", "polish"])
