"""Pull over real HTTP: page by page, whole, and the same as the server's."""

from datetime import timedelta

from fieldapp.work import (
    changes_pull,
    sites_find,
    tablet_status,
)
from fieldapp.work.tablet import tablet_contact
from shared.record import SigningKey, base64url_write
from tests.ground.field import (
    Field,
    refusal,
    site_data,
)
from tests.ground.field_server import TIME


def test_a_pull_in_pages_gets_everything(field: Field) -> None:
    for n in range(30):
        field.server.put("street/1", "site", f"s-{n}", site_data(f"小店{n}"))
    field.server.page = 7
    pulled = changes_pull(field.tablet)
    assert (pulled.rows, pulled.pages) == (30, 5)
    assert len(sites_find(field.tablet, query="小店", limit=99)) == 30


def test_a_broken_pull_goes_on_where_it_stopped(field: Field) -> None:
    for n in range(30):
        field.server.put("street/1", "site", f"s-{n}", site_data(f"小店{n}"))
    field.server.page = 10
    field.server.faults.extend(["", *["changed_byte"] * 4])
    refusal(lambda: changes_pull(field.tablet))
    field.server.faults.clear()
    assert len(sites_find(field.tablet, query="小店", limit=99)) == 10
    assert changes_pull(field.tablet).rows == 20


def test_a_place_that_moves_is_in_its_new_street_only(field: Field) -> None:
    field.server.scopes.append("street/2")
    field.server.put("street/2", "site", "site-2", site_data("川味小厨", street="2"))
    field.server.put("street/1", "site", "site-2", {}, gone=True)
    changes_pull(field.tablet)
    assert [row.street for row in sites_find(field.tablet, query="川味")] == ["2"]


def test_a_scope_that_is_taken_away_takes_its_rows(field: Field) -> None:
    field.server.scopes.remove("street/1")
    pulled = changes_pull(field.tablet)
    assert pulled.left == ("street/1",)
    assert sites_find(field.tablet) == ()
    assert tablet_status(field.tablet).scopes == ("device/device-1", "district")


def test_rows_that_differ_from_the_servers_are_read_anew(field: Field) -> None:
    with field.tablet.database.writing() as db:
        db.execute("DELETE FROM mirror WHERE id = 'site-2'")
        db.execute("DELETE FROM place WHERE site = 'site-2'")
    changes_pull(field.tablet)
    assert len(sites_find(field.tablet)) == 2


def test_contact_is_remembered_on_the_clock_nobody_can_set(field: Field) -> None:
    field.clock.advance(timedelta(hours=2))
    field.clock.set_wall(field.clock.now() - timedelta(days=365))
    assert tablet_contact(field.tablet) == (TIME, 2 * 3600 * 1000)
    field.clock.restart("boot-2")
    assert tablet_contact(field.again()) == (None, None)


def test_a_new_server_key_is_believed_when_the_old_one_signs_for_it(field: Field) -> None:
    new = SigningKey.generate()
    field.server.commands = [{"name": "server_key", "key": base64url_write(new.public)}]
    changes_pull(field.tablet)
    field.server.commands, field.server.key = [], new
    assert changes_pull(field.tablet).server_time == TIME


def test_an_order_this_app_does_not_know_is_shown(field: Field) -> None:
    field.server.commands = [{"name": "dance"}]
    changes_pull(field.tablet)
    assert "dance" in tablet_status(field.tablet).notices[-1]
