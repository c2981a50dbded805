"""What the documents say of the tree holds: commands, links, folders, numbers of decisions.

The words after a command are parsed by the part that owns it: tests/unit/server/test_docs_commands.py and
tests/unit/fieldapp/test_docs_commands.py.
"""

import ast
import re

import pytest

from tests.ground.documents import ROOT, commands, document, documents

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# Pictures that are named before they are made. Take a name off when its file is there.
PENDING: frozenset[str] = frozenset()
NOT_OURS = {"var"}  # made by running, ignored by git


def sessions() -> dict[str, bool]:
    """Give the sessions of noxfile.py with whether they run by default."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    found = {}
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and any(
            "session" in ast.unparse(d) for d in one.decorator_list
        ):
            found[one.name] = not any("default=False" in ast.unparse(d) for d in one.decorator_list)
    return found


def server_commands() -> set[str]:
    """Give the names of our management commands without importing Django."""
    folders = (ROOT / "server").glob("*/management/commands/*.py")
    return {path.stem for path in folders if path.stem != "__init__"}


def anchors(name: str) -> set[str]:
    """Give the anchors of a document's headings, as GitHub makes them."""
    made = set()
    for heading in HEADING.findall(document(name)):
        kept = re.sub(r"[^\w\- ]", "", re.sub(r"`|\*", "", heading).strip().lower())
        made.add(kept.replace(" ", "-"))
    return made


@pytest.mark.parametrize("name", documents())
def test_an_environment_a_document_uses_is_made_by_the_demo_it_tells_to_run(name):
    assert set(re.findall(r"\.nox/(\w+)/bin", document(name))) <= {"demo"}


@pytest.mark.parametrize("name", documents())
def test_every_link_of_a_document_leads_somewhere(name):
    text = re.sub(r"^```.*?^```$", "", document(name), flags=re.MULTILINE | re.DOTALL)
    lost = [target for target in LINK.findall(text) if not leads(name, target)]
    assert lost == []


def leads(name: str, target: str) -> bool:
    if re.match(r"https?://|mailto:", target):
        return True
    path, _, anchor = target.partition("#")
    place = (ROOT / name).parent / path if path else ROOT / name
    if place.parent.name == "pictures" and place.name in PENDING:
        return True
    if not place.exists():
        return False
    return not anchor or anchor in anchors(str(place.resolve().relative_to(ROOT)))


def test_a_link_to_nowhere_is_noticed():
    assert not leads("README.md", "docs/nowhere.md")
    assert not leads("README.md", "docs/risk.md#nowhere")
    assert leads("README.md", "#往下走")


def test_pictures_are_pending_only_until_they_exist():
    there = {path.name for path in (ROOT / "docs/pictures").glob("*.png")}
    assert PENDING & there == set(), "take these names off PENDING in this file"


def test_the_readme_shows_the_two_commands_and_noxfile_knows_them():
    shown = [words for words in commands(document("README.md"), "python3 noxfile.py")]
    assert shown[:2] == [["-s", "demo"], []]
    assert sessions()["demo"] is False
    assert [name for name, default in sessions().items() if default] == [
        "lint", "types", "shared", "server", "fieldapp", "e2e",
    ]  # fmt: skip


@pytest.mark.parametrize("name", documents())
def test_every_session_a_document_names_exists(name):
    named = {words[1] for words in commands(document(name), "noxfile.py") if words[:1] == ["-s"]}
    assert named <= sessions().keys()


@pytest.mark.parametrize("name", documents())
def test_every_server_command_a_document_names_exists(name):
    named = {words[0] for words in commands(document(name), "python -m server") if words}
    assert named <= server_commands()


def test_the_readme_is_in_both_languages():
    text = document("README.md")
    assert text.index("## 中文") < text.index("## English")
    assert {"中文", "english"} <= anchors("README.md")


def test_the_map_of_the_tree_names_the_folders_there_are():
    [tree] = [
        one
        for one in re.findall(
            r"^```tree\n(.*?)^```$", document("README.md"), re.MULTILINE | re.DOTALL
        )
    ]
    named = {line.split("/")[0] for line in tree.splitlines()}
    there = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert named == there - NOT_OURS


def test_decisions_are_numbered_without_a_gap_and_short():
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in files]
    assert numbers == list(range(1, len(files) + 1))
    for number, path in zip(numbers, files, strict=True):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {number:04d} "), path.name
        assert len(text.splitlines()) <= 20, path.name


@pytest.mark.parametrize("name", documents())
def test_no_document_names_a_path_of_one_machine(name):
    assert not re.search(r"/(?:work|root|home/\w+)/\w", document(name))


def test_what_is_not_yet_official_is_said_to_be_so():
    text = document("README.md")
    for words in ("缺省参数，待校准", "依据待核", "虚构", "示意", "Apache"):
        assert words in text
