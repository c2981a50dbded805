"""Every refusal of the API is a problem as RFC 9457 has it: code, message, remedy and fields, by real requests."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from server.accounts.people import person_create
from server.api.permissions import Named
from server.api.views import NamedView
from tests.ground.building import INSPECTORS, people_make
from tests.ground.doors import blob_path, enrolled, stranger
from tests.ground.pages import sign_in

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "code", "message", "remedy", "fields"}


@pytest.fixture
def person_of():
    def person_of(role):
        return sign_in(
            person_create(username=role, password="Changchun-2026", full_name=role, role=role)
        )

    return person_of


@pytest.fixture
def office(person_of):
    return person_of("office")


@pytest.fixture
def tablet(clock, monkeypatch):
    monkeypatch.setattr("server.sync.doors.TabletView.clock", clock)
    people_make(now=clock.now())
    return enrolled(*INSPECTORS, clock=clock)


def problem(answer, status, code):
    """Check the form of a refusal; give its members."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) >= MEMBERS
    assert (said["code"], said["status"]) == (code, status)
    assert said["title"] == code
    assert said["detail"] == said["message"] != ""
    assert said["remedy"]
    assert said["type"].endswith(f"/problems/{code}")
    return said


def test_401_who_is_not_signed_in_is_told_how(db):
    answer = Client().get("/api/v1/hazards")
    assert problem(answer, 401, "not_signed_in")["remedy"] == "请先登录。"
    assert answer["WWW-Authenticate"].startswith("Session")


def test_401_a_tablet_without_a_session(db):
    problem(stranger().ask("POST", "/api/v1/sync/changes", b"{}"), 401, "session_missing")


def test_403_a_role_that_may_not(person_of):
    said = problem(person_of("planner").get("/api/v1/hazards"), 403, "not_allowed")
    assert "角色" in said["message"]


def test_403_an_edit_without_the_form_s_mark(office):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.cookies
    problem(strict.post("/api/v1/hazards"), 403, "not_allowed")


def test_404_a_row_and_an_address_that_are_not_there(office):
    problem(office.get("/api/v1/hazards/nobody"), 404, "not_found")
    problem(office.get("/api/v1/nowhere"), 404, "not_found")
    problem(office.get("/api/v1/hazards/%00"), 404, "not_found")


def test_405_a_method_that_is_not_answered(office):
    answer = office.post("/api/v1/hazards", {}, content_type="application/json")
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]


def test_406_only_json_is_answered(office):
    answer = office.get("/api/v1/hazards", headers={"Accept": "text/html"})
    problem(answer, 406, "not_acceptable")


def test_400_a_cursor_of_another_list(office):
    problem(office.get("/api/v1/hazards", {"cursor": "aGk"}), 400, "cursor_unreadable")


def test_409_a_file_that_goes_on_at_the_wrong_place(tablet):
    answer = tablet.ask("PATCH", blob_path(b"photo"), b"photo", Upload_Offset="3")
    assert problem(answer, 409, "offset_wrong")["offset"] == 0
    assert answer["Upload-Offset"] == "0"


def test_412_an_answer_that_changed_since_it_was_seen(office):
    tag = office.get("/api/v1/documents")["ETag"]
    assert office.get("/api/v1/documents", headers={"If-Match": tag}).status_code == 200
    answer = office.get("/api/v1/documents", headers={"If-Match": '"older"'})
    assert problem(answer, 412, "changed_meanwhile")["remedy"].startswith("请刷新")


def test_422_every_wrong_parameter_is_named(office):
    answer = office.get("/api/v1/hazards", {"grade": "huge", "limit": "many", "sate": "open"})
    said = problem(answer, 422, "input_wrong")
    assert {fault["where"] for fault in said["fields"]} == {"grade", "limit", "sate"}
    assert all(fault["message"] for fault in said["fields"])


def test_429_who_guesses_codes_is_stopped_and_told_when_to_come_back(tablet):
    guesser = stranger("guesser")
    for _ in range(100):
        answer = guesser.say("/api/v1/enrol", code="WRONGCODE2", app="t", device_key="A" * 43)
        if answer.status_code == 429:
            break
    problem(answer, 429, "too_many_attempts")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.django_db(transaction=True)
def test_503_a_database_that_does_not_answer_in_time(person_of):
    office = person_of("office")
    with psycopg.connect(**other_connection()) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE hazards_hazard IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = '100ms'")
        try:
            answer = office.get("/api/v1/hazards")
        finally:
            cursor.execute("RESET lock_timeout")
    problem(answer, 503, "server_busy")
    assert int(answer["Retry-After"]) > 0


def other_connection():
    names = ("host", "port", "user", "password", "dbname")
    return {key: value for key, value in connection.get_connection_params().items() if key in names}


def test_a_view_names_its_guard_as_a_plain_function(rf):
    """`allow = can_…` in a class is a function there; it must not be taken for a method of the view."""
    asked = []

    class View(NamedView):
        allow = asked.append

    request = rf.get("/")
    request.user = type("Person", (), {"is_authenticated": True})()
    assert Named().has_permission(request, View()) is False
    assert asked == [request.user]
