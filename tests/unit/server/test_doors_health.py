"""An operator sees what is wrong before a user does, and a user is never shown a traceback."""

import json
import shutil
from collections import namedtuple

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from server.accounts.people import person_create
from server.api import timing
from server.config import failing, health
from server.config.keys import ServerKeyBroken, _key_in, server_key
from server.intake.models import Operation
from server.sync.opening import SessionView
from shared.problems import Fault, Problem
from tests.ground.building import INSPECTORS, people_make, tablet_make

Usage = namedtuple("Usage", "total used free")


def checks(answer) -> dict[str, str]:
    return json.loads(answer.content)["checks"]


def test_a_process_that_answers_lives(client) -> None:
    assert client.get("/healthz").status_code == 200


def test_a_server_that_has_all_it_needs_is_ready(client, db) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(checks(answer).values()) == {"ok"}


def test_a_server_waits_for_its_migrations(client, db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'devices' AND name LIKE '0002%'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert checks(answer)["migrations"].startswith("1 pending, first devices.0002_devices_attempts")


def test_a_server_without_its_database_is_not_ready_and_tells_no_secrets(
    client, monkeypatch
) -> None:
    def gone(*_, **__):
        raise OperationalError("password of xunan at 10.1.2.3 refused")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.content.decode()
    assert checks(answer)["database"].startswith("does not answer")


def test_a_disk_that_is_nearly_full_is_told(client, db, monkeypatch) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Usage(1, 1, 300 << 20))
    assert (
        checks(client.get("/readyz"))["data_folder"] == "300 MiB free in the data folder; make room"
    )


def figures(answer) -> dict[str, float]:
    lines = [one for one in answer.content.decode().splitlines() if not one.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_the_figures_say_what_waits_and_for_how_long(client, db, clock) -> None:
    people_make(now=clock.now())
    tablet = tablet_make(clock=clock)
    line = tablet.intent("magic.do", {}, officer=INSPECTORS[0])
    tablet.push(line)
    assert Operation.objects.get().outcome == "held"
    found = figures(client.get("/metrics"))
    assert found["xunan_held_operations"] == 1
    assert found["xunan_held_oldest_seconds"] > 0
    assert found['xunan_results{outcome="held",code="record_kind_unknown"}'] == 1
    assert found["xunan_seal_age_seconds"] > 0
    assert found["xunan_blobs_missing"] == 0
    assert found["xunan_free_disk_bytes"] == pytest.approx(shutil.disk_usage("/tmp").free, rel=0.5)
    assert any(name.startswith("xunan_epoch_info{") for name in found)


def test_requests_are_timed(client, db) -> None:
    timing.clear()
    timing._maps.clear()
    client.get("/healthz")
    found = figures(client.get("/metrics"))
    assert found["xunan_request_seconds_count"] == 1
    assert found['xunan_request_seconds_bucket{le="+Inf"}'] == 1
    assert 0 < found["xunan_request_seconds_sum"] < 5


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "10.0.0.9", 403),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
    ],
)
def test_without_a_token_only_this_machine_reads_the_figures(
    client, db, headers, address, status
) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_an_address_that_does_not_exist_is_told_in_the_askers_way(client) -> None:
    api = client.get("/api/v1/nowhere")
    assert (api.status_code, api.headers["Content-Type"]) == (404, "application/problem+json")
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "没有这个页面或记录" in page.content.decode()
    english = client.get("/nowhere", headers={"Accept-Language": "en"})
    assert "There is no such page or record" in english.content.decode()


def test_a_database_that_refuses_is_a_page_with_a_remedy_and_a_time() -> None:
    request = RequestFactory().get("/register")
    answer = failing.Failing(lambda _: None).process_exception(
        request, OperationalError("lock timeout")
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "lock timeout" not in answer.content.decode()


def test_a_problem_is_a_page_that_names_every_fault() -> None:
    problem = Problem(
        "x", "场所不能关闭。", "请先销号。", fields=[Fault("隐患 3", "未销号。", "")], status=409
    )
    request = RequestFactory().get("/sites/1")
    answer = failing.Failing(lambda _: None).process_exception(request, problem)
    assert answer.status_code == 409
    assert all(
        text in answer.content.decode() for text in ("场所不能关闭。", "请先销号。", "隐患 3")
    )


def test_a_fault_of_ours_shows_no_traceback(db, monkeypatch) -> None:
    def broken(self, request):
        raise RuntimeError("a secret")

    monkeypatch.setattr(SessionView, "post", broken)
    answer = Client(raise_request_exception=False).post("/api/v1/sync/session")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (500, "server_fault")
    assert "a secret" not in answer.content.decode()


def test_only_an_administrator_enters_the_administration(client, db) -> None:
    for name, role in (("boss", "administrator"), ("clerk", "office")):
        person_create(username=name, password="a long enough word", full_name=name, role=role)
    assert (
        client.get("/admin/", follow=True).redirect_chain[-1][0]
        == "/accounts/login/?next=%2Fadmin%2F"
    )
    client.login(username="clerk", password="a long enough word")
    assert client.get("/admin/", follow=True).status_code == 403
    client.login(username="boss", password="a long enough word")
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "巡安 · 后台管理" in page.content.decode()


def test_the_language_is_switched_by_one_button(client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/nowhere"})
    assert "There is no such page" in client.get("/nowhere").content.decode()


def test_the_servers_key_is_made_once_and_readable_by_its_owner_only(tmp_path) -> None:
    first = _key_in(tmp_path)
    _key_in.cache_clear()
    assert _key_in(tmp_path).public == first.public
    assert (tmp_path / "server.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["server.key"]


def test_a_broken_key_is_never_replaced_by_a_new_one(tmp_path) -> None:
    (tmp_path / "server.key").write_text("cut")
    with pytest.raises(ServerKeyBroken):
        _key_in(tmp_path)
    assert (tmp_path / "server.key").read_text() == "cut"
    assert server_key()


def test_the_wait_for_the_head_lock_is_timed(client, db, now) -> None:
    timing.clear()
    timing._maps.clear()
    people_make(now=now)
    assert figures(client.get("/metrics"))["xunan_lock_wait_seconds_count"] >= 5
