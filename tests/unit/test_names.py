"""No installed distribution owns a name of ours: it would be imported in place of the checkout, or be replaced by it."""

from importlib.metadata import packages_distributions
from pathlib import Path

NAMES = ("server", "fieldapp", "shared", "checklists", "tests", "tools")
ROOT = Path(__file__).resolve().parents[2]


def foreign_owners() -> dict[str, list[str]]:
    """Give our names that an installed distribution provides too, with who provides them."""
    installed = packages_distributions()
    return {name: installed[name] for name in NAMES if name in installed}


def test_no_installed_distribution_provides_a_name_of_ours():
    assert foreign_owners() == {}, (
        "Uninstall these: their folders and ours cannot both be imported (docs/decisions/0001)."
    )


def test_distributions_that_do_are_noticed(tmp_path, monkeypatch):
    for name in NAMES:
        facts = tmp_path / f"public_{name}-0.0.32.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: public-{name}\nVersion: 0\n")
        (facts / "RECORD").write_text(f"{name}/__init__.py,,\nsecret/__init__.py,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert foreign_owners() == {name: [f"public-{name}"] for name in NAMES}


def test_the_names_are_the_folders_of_the_checkout():
    assert all((ROOT / name).is_dir() for name in NAMES)
