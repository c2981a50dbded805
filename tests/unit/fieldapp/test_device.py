"""Adapters never raise: they answer ok, unavailable or denied, and the key store keeps its secrets."""

import json
import stat
from pathlib import Path

import pytest

from fieldapp.device import Answer, device_here
from fieldapp.device.desktop import DesktopCamera, DesktopLocation, DesktopNetwork
from fieldapp.device.desktop_keys import DesktopKeyStore


def taken(camera: DesktopCamera, target: Path) -> Answer[Path]:
    answers: list[Answer[Path]] = []
    camera.photo_take(target, answers.append)
    assert len(answers) == 1
    return answers[0]


def test_the_desktop_camera_takes_the_pictures_of_a_folder_in_turn(tmp_path: Path) -> None:
    for name in ("b.jpg", "a.png", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    camera = DesktopCamera(str(tmp_path))
    contents = []
    for _ in range(3):
        assert taken(camera, tmp_path / "target").is_ok
        contents.append((tmp_path / "target").read_text())
    assert contents == ["a.png", "b.jpg", "a.png"]


def test_a_folder_without_pictures_and_a_target_that_cannot_be_written_are_unavailable(
    tmp_path: Path,
) -> None:
    assert taken(DesktopCamera(str(tmp_path)), tmp_path / "t").state == "unavailable"
    (tmp_path / "a.jpg").write_bytes(b"a")
    assert taken(DesktopCamera(str(tmp_path)), tmp_path / "no" / "t").state == "unavailable"


def test_a_track_is_replayed_and_its_last_point_stays(tmp_path: Path) -> None:
    track = tmp_path / "track"
    track.write_text("# lat,lon,metres\n43.8886,125.3247,8\n\n43.8890,125.3250\n", encoding="utf-8")
    location = DesktopLocation(str(track))
    fixes = [location.fix_get(1).value for _ in range(3)]
    assert [(fix.lat_e7, fix.lon_e7, fix.accuracy_m) for fix in fixes if fix] == [
        (438_886_000, 1_253_247_000, 8),
        (438_890_000, 1_253_250_000, 10),
        (438_890_000, 1_253_250_000, 10),
    ]
    assert all(fix.mock and fix.datum == "wgs84" for fix in fixes if fix)
    assert DesktopLocation(None).fix_get(1).state == "unavailable"


def test_every_adapter_of_this_machine_answers(tmp_path: Path) -> None:
    device = device_here(tmp_path)
    answers = [
        device.power.battery_get(),
        device.network.kind_get(),
        device.location.fix_get(0.1),
    ]
    assert {answer.state for answer in answers} <= {"ok", "unavailable", "denied"}
    assert DesktopNetwork().kind_get().value in ("wifi", "wired", "none", None)


def test_secrets_are_kept_for_this_user_alone_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "key-store.json"
    store = DesktopKeyStore(path)
    assert store.secret_get("pepper") is None
    store.secret_put("pepper", b"\x00\x01")
    store.secret_put("open/boot/data", b"x")
    store.secret_delete("nothing")
    store.secret_delete("open/boot/data")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert DesktopKeyStore(path).names() == ("pepper",)
    assert DesktopKeyStore(path).secret_get("pepper") == b"\x00\x01"
    assert list(json.loads(path.read_text())) == ["pepper"]
    assert [one.name for one in tmp_path.iterdir()] == ["key-store.json"]


@pytest.mark.parametrize(("lang", "word"), [("zh", "桌面版"), ("en", "no hardware protection")])
def test_the_key_store_says_what_protects_it(tmp_path: Path, lang: str, word: str) -> None:
    assert word in DesktopKeyStore(tmp_path / "k").describe(lang)
