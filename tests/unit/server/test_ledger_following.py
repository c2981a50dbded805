"""Followers see every entry once, in order, with their cursor moved in the same transaction."""

import pytest

from server.ledger.following import follow_all, follow_once, follower_forget, follower_lag
from server.ledger.models import Cursor, Feed
from tests.ground.building import office


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.fails = False

    def apply(self, entries, *, writer, now) -> None:
        self.seen += [entry.position for entry in entries]
        writer.feed(scope="district", kind="count", id="1", data={"n": len(self.seen)})
        if self.fails:
            raise RuntimeError("a fault of ours")


@pytest.fixture
def positions(db, now) -> list[int]:
    return [
        office("body.import", {"bodies": [{"id": name, "name": name}]}, now=now).entry.position
        for name in "abcde"
    ]


def test_every_entry_is_seen_once_and_in_order(positions, now):
    follower = Counting()
    assert [follow_once(follower, now=now, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert follower.seen == positions


def test_its_feed_rows_take_positions_of_their_own(positions, now):
    follow_all(Counting(), now=now)
    assert Feed.objects.get(kind="count").position > max(positions)


def test_a_failure_moves_no_cursor_and_leaves_no_row(positions, now):
    follower = Counting()
    follower.fails = True
    with pytest.raises(RuntimeError):
        follow_once(follower, now=now)
    assert not Cursor.objects.exists()
    assert not Feed.objects.filter(kind="count").exists()
    follower.fails, follower.seen = False, []
    assert follow_all(follower, now=now) == 5
    assert follower.seen == positions


def test_its_lag_is_known_and_it_can_start_again(positions, now):
    assert follower_lag("counting") == 5
    follow_all(Counting(), now=now)
    assert follower_lag("counting") == 0
    follower_forget("counting")
    assert follower_lag("counting") == 5
