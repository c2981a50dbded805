"""What pages say in place of codes and ids: words that exist, names that may be seen, files that have not come."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from server.blobs.services import blob_folder
from server.office.frame.wording import words
from server.office.register.chart import spread_chart
from server.office.templatetags.office import give_or_take
from tests.ground.pages import page_read, sign_in
from tests.ground.world import FAR_NAMES, World

OFFICE = Path(__file__).resolve().parents[3] / "server" / "office"
SAID = re.compile(
    r'(?:{% w |{% figure |say\(|sort_head "\w+" |note=)[\'"]([a-z_]+\.[a-z0-9_]+)[\'"]'
)


@pytest.fixture
def world(db, clock, monkeypatch):
    monkeypatch.setattr("server.api.now.clock", clock)
    return World(clock)


def test_every_sentence_a_page_asks_for_is_written():
    files = [*OFFICE.rglob("*.html"), *OFFICE.rglob("*.py")]
    asked = {key for file in files for key in SAID.findall(file.read_text("utf-8"))}
    assert len(asked) > 150
    assert sorted(asked - set(words().sentences)) == []


def test_no_style_and_no_script_stands_in_a_page():
    """The content security policy would leave it undone."""
    for file in OFFICE.rglob("*.html"):
        text = file.read_text("utf-8")
        assert re.findall(r'\sstyle="|\son\w+="|<style|<script(?![^>]*\ssrc=)', text) == [], file


def test_pages_come_with_their_policy(world):
    answer = sign_in(world.persons["office"]).get("/register/")
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    ("asked_for", "told"), [("/hazards/?site={far}", "{far}"), ("/register/?site={far}", "{far}")]
)
def test_what_a_list_was_narrowed_to_tells_no_name_of_another_street(world, asked_for, told):
    """A chip says the name of a place, but only inside the person's area."""
    address = asked_for.format(far=world.far["site"])
    hers = page_read(sign_in(world.persons["street"]), address).text
    assert not any(name in hers for name in FAR_NAMES)
    assert told.format(far=world.far["site"]) in hers
    assert "远郊宾馆" in page_read(sign_in(world.persons["office"]), address).text


def test_a_photo_that_has_not_come_is_no_broken_picture(world):
    office, address = sign_in(world.persons["office"]), f"/visits/{world.own['visit']}"
    picture = f'<img src="/blobs/{world.photo}"'
    assert picture in page_read(office, address).text
    blob_folder().path(world.photo).unlink()
    text = page_read(office, address).text
    assert picture not in text
    assert "照片未到" in text


def test_a_visit_names_its_checklist_and_not_its_code(world):
    text = page_read(sign_in(world.persons["office"]), f"/visits/{world.own['visit']}").text
    shown = re.sub(r"<[^>]*>", " ", text)
    assert "gas.test@" not in shown
    assert "检查表" in shown


@pytest.mark.parametrize(
    ("unsure", "text"),
    [
        (timedelta(milliseconds=900), ""),
        (timedelta(seconds=40), "±40 秒"),
        (timedelta(minutes=5, seconds=10), "±5 分钟"),
        (timedelta(hours=2, minutes=45), "±2 小时 45 分"),
    ],
)
def test_an_unsure_instant_says_by_how_much(unsure, text):
    assert give_or_take(round(unsure.total_seconds() * 1000)) == text


def test_the_parts_of_a_bar_follow_each_other_and_keep_every_number():
    chart = spread_chart([("FIRE", {"red": 1, "blue": 3}), ("GAS", {"yellow": 2})], names={})
    fire, gas = chart["groups"]
    assert [(part["level"], part["from"], part["share"]) for part in fire["parts"]] == [
        ("red", "0.00", "25.00"),
        ("blue", "25.00", "75.00"),
    ]
    assert [cell["n"] for cell in fire["cells"]] == [1, 0, 0, 3]
    assert (gas["total"], gas["parts"][0]["share"]) == (2, "50.00")
