from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.settings import SettingsWrong, settings_read, settings_rows


@dataclass(frozen=True, slots=True)
class Kitchen:
    port: int = field(default=8000, metadata={"meaning": "Port of the web process."})
    folder: Path = field(default=Path("var"), metadata={"meaning": "Where data lies."})
    debug: bool = field(default=False, metadata={"meaning": "Show tracebacks."})
    hosts: tuple[str, ...] = field(default=("localhost",), metadata={"meaning": "Names."})
    ratio: int | None = field(default=None, metadata={"meaning": "A share."})
    database: str = field(default="", metadata={"meaning": "DSN.", "variable": "DATABASE_URL"})
    key: str = field(default="k", metadata={"meaning": "Secret.", "secret": True})


@dataclass(frozen=True, slots=True)
class Strict:
    token: str = field(metadata={"meaning": "Given by the office."})
    port: int = 1


def test_an_empty_environment_gives_the_defaults():
    assert settings_read(Kitchen, {"XUNAN_PORT": ""}) == Kitchen()


def test_each_type_is_read_from_its_variable():
    environ = {
        "XUNAN_PORT": "9001",
        "XUNAN_FOLDER": "/srv/x",
        "XUNAN_DEBUG": "Yes",
        "XUNAN_HOSTS": "a, b,",
        "XUNAN_RATIO": "7",
        "DATABASE_URL": "postgres://x",
    }
    read = settings_read(Kitchen, environ)
    assert (read.port, read.folder, read.debug) == (9001, Path("/srv/x"), True)
    assert (read.hosts, read.ratio, read.database) == (("a", "b"), 7, "postgres://x")


def test_all_mistakes_are_told_at_once_with_variable_and_meaning():
    environ = {"XUNAN_PORT": "eighty", "XUNAN_DEBUG": "perhaps"}
    with pytest.raises(SettingsWrong) as caught:
        settings_read(Kitchen, environ)
    assert [fault.where for fault in caught.value.fields] == ["XUNAN_PORT", "XUNAN_DEBUG"]
    assert "Port of the web process." in str(caught.value)


def test_a_setting_without_default_must_be_set():
    with pytest.raises(SettingsWrong, match="XUNAN_TOKEN: must be set"):
        settings_read(Strict, {})


def test_a_listing_shows_source_and_hides_secrets():
    environ = {"XUNAN_KEY": "hunter2", "XUNAN_PORT": "1"}
    rows = {row.name: row for row in settings_rows(settings_read(Kitchen, environ), environ)}
    assert rows["key"].value == "…"
    assert rows["port"].source == "environment"
    assert rows["debug"].source == "default"


def test_a_type_settings_cannot_hold_is_a_programming_error():
    @dataclass(frozen=True)
    class Odd:
        share: float = 0.5

    with pytest.raises(TypeError, match="float"):
        settings_read(Odd, {"XUNAN_SHARE": "0.1"})
