"""A tablet reads what is new in its scopes, a page at a time, and proves which history it comes from."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.ledger.epoch import EpochChanged
from server.ledger.models import Alarm, Commit, Epoch, Feed, Head
from server.ledger.reading import Page, changes_read
from server.ledger.writing import ledger_writing
from shared.sync import Token, TokenUnreadable, scope_checksum, token_read

NORTH, SOUTH = "street/north", "street/south"


def write(now, *rows: tuple[str, str, bool]) -> None:
    with ledger_writing(now=now) as writer:
        for scope, name, gone in rows:
            writer.feed(scope=scope, kind="site", id=name, data={"name": name}, gone=gone)


def read(now, cursors: dict[str, str], limit: int = 100, epoch: str = "") -> Page:
    return changes_read(epoch=epoch, cursors=cursors, limit=limit, who="tablet 1", now=now)


def names(page: Page) -> list[str]:
    return [row.id for row in page.rows]


def test_a_new_scope_starts_at_the_beginning_and_gets_what_is_there(db, now):
    write(now, (NORTH, "a", False), (SOUTH, "b", False), (NORTH, "c", False))
    page = read(now, {NORTH: ""})
    assert names(page) == ["a", "c"]
    assert not page.more


def test_a_token_gets_only_what_came_later(db, now):
    write(now, (NORTH, "a", False))
    first = read(now, {NORTH: ""})
    write(now, (NORTH, "b", False))
    assert names(read(now, first.cursors)) == ["b"]


def test_a_changed_row_comes_again_and_once(db, now):
    write(now, (NORTH, "a", False), (NORTH, "b", False))
    first = read(now, {NORTH: ""})
    write(now, (NORTH, "a", False))
    write(now, (NORTH, "a", False))
    assert names(read(now, first.cursors)) == ["a"]


def test_what_left_a_scope_is_told_to_who_knew_it_and_to_nobody_else(db, now):
    write(now, (NORTH, "a", False))
    first = read(now, {NORTH: ""})
    write(now, (NORTH, "a", True), (SOUTH, "a", False))
    (row,) = read(now, first.cursors).rows
    assert (row.id, row.gone, row.data) == ("a", True, {})
    assert read(now, {NORTH: ""}).rows == ()


def test_two_scopes_are_answered_at_once_in_the_order_of_positions(db, now):
    write(now, (SOUTH, "a", False), (NORTH, "b", False), (SOUTH, "c", False))
    page = read(now, {NORTH: "", SOUTH: ""})
    assert names(page) == ["a", "b", "c"]
    assert [row.position for row in page.rows] == sorted(row.position for row in page.rows)


def test_a_page_may_end_inside_a_commit(db, now):
    write(now, *((NORTH, f"s{number}", False) for number in range(5)))
    page = read(now, {NORTH: ""}, limit=2)
    assert (names(page), page.more) == (["s0", "s1"], True)
    assert token_read(page.cursors[NORTH]).tag == Commit.objects.get().tag
    assert names(read(now, page.cursors)) == ["s2", "s3", "s4"]


def test_the_checksum_is_that_of_the_rows_a_tablet_holds(db, now):
    write(now, (NORTH, "b", False), (NORTH, "a", False), (NORTH, "甲", False), (NORTH, "z", False))
    write(now, (NORTH, "z", True))
    page = read(now, {NORTH: ""})
    assert page.checksums == {NORTH: scope_checksum(page.rows)}


def test_a_page_that_is_not_the_last_has_no_checksum(db, now):
    write(now, (NORTH, "a", False), (NORTH, "b", False))
    assert read(now, {NORTH: ""}, limit=1).checksums == {}


def test_an_empty_database_answers_and_has_a_history_from_then_on(db, now):
    page = read(now, {NORTH: ""})
    assert (page.rows, page.epoch) == ((), Head.objects.get().epoch)
    assert Epoch.objects.get().name == page.epoch


def test_a_text_that_is_no_token_is_refused(db, now):
    with pytest.raises(TokenUnreadable):
        read(now, {NORTH: "yesterday"})


class TestARestoredDatabase:
    @pytest.fixture
    def token(self, db, now) -> str:
        write(now, (NORTH, "a", False))
        write(now, (NORTH, "b", False))
        return read(now, {NORTH: ""}).cursors[NORTH]

    def restore(self) -> None:
        """Make the database as it was before its last commit, as a backup would."""
        last = Commit.objects.latest("position")
        Feed.objects.filter(position__gte=last.first).delete()
        Head.objects.update(position=last.first - 1)
        Commit.objects.filter(pk=last.pk)._raw_delete("default")

    @pytest.fixture
    def loosened(self, db):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_commit DISABLE TRIGGER USER")

    def test_is_noticed_by_a_token_it_does_not_know(self, loosened, token, now):
        before = Head.objects.get().epoch
        self.restore()
        with pytest.raises(EpochChanged) as refused:
            read(now, {NORTH: token})
        after = Head.objects.get().epoch
        assert after != before
        assert refused.value.extra_members == {"epoch": after}
        assert Alarm.objects.get().kind == "epoch_changed"

    def test_is_noticed_when_it_went_on_to_the_same_position(self, loosened, token, now):
        self.restore()
        write(now, (NORTH, "other", False))
        with pytest.raises(EpochChanged):
            read(now, {NORTH: token})

    def test_begins_one_new_epoch_however_many_tablets_notice(self, loosened, token, now):
        self.restore()
        for _ in range(3):
            with pytest.raises(EpochChanged):
                read(now, {NORTH: token})
        assert Epoch.objects.count() == 2
        assert Alarm.objects.count() == 1

    def test_answers_who_starts_again(self, loosened, token, now):
        self.restore()
        with pytest.raises(EpochChanged) as refused:
            read(now, {NORTH: token})
        page = read(now, {NORTH: ""}, epoch=refused.value.epoch)
        assert names(page) == ["a"]


def test_a_token_of_another_server_is_answered_with_our_epoch_and_no_alarm(db, now):
    write(now, (NORTH, "a", False))
    foreign = Token(str(uuid.uuid4()), 1, "x").text()
    with pytest.raises(EpochChanged):
        read(now, {NORTH: foreign})
    assert not Alarm.objects.exists()


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    commits=st.lists(
        st.lists(
            st.tuples(st.sampled_from([NORTH, SOUTH]), st.sampled_from("abcdef"), st.booleans()),
            min_size=1,
            max_size=5,
        ),
        max_size=6,
    ),
    limit=st.integers(1, 4),
)
def test_whoever_pulls_page_by_page_holds_what_the_server_holds(db, now, commits, limit):
    Feed.objects.all().delete()
    held: dict[tuple[str, str], int] = {}
    cursors = {NORTH: "", SOUTH: ""}
    for number, rows in enumerate(commits):
        write(now + timedelta(seconds=number), *rows)
        more = number % 2 == 0  # every second commit is pulled together with the one before
        while more:
            page = read(now, cursors, limit=limit)
            for row in page.rows:
                held.pop((row.scope, row.id), None)
                if not row.gone:
                    held[row.scope, row.id] = row.position
            cursors, more = dict(page.cursors), page.more
    page = read(now, cursors)
    for row in page.rows:
        held.pop((row.scope, row.id), None)
        if not row.gone:
            held[row.scope, row.id] = row.position
    there = Feed.objects.filter(gone=False).values_list("scope", "item", "position")
    assert held == {(scope, item): position for scope, item, position in there}
