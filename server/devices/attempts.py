"""Count tries at a door in one statement, so that fifty at once count as fifty."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from server.devices.models import Attempt
from shared.problems import Problem

_COUNT = (
    "INSERT INTO devices_attempt (door, caller, count, until) VALUES (%(door)s, %(caller)s, 1, %(until)s)"
    " ON CONFLICT (door, caller) DO UPDATE SET"
    " count = CASE WHEN devices_attempt.until <= %(now)s THEN 1 ELSE devices_attempt.count + 1 END,"
    " until = CASE WHEN devices_attempt.until <= %(now)s THEN excluded.until ELSE devices_attempt.until END"
    " RETURNING count, until"
)


class TooManyAttempts(Problem):
    """Somebody tries a door too often; `wait` is how many seconds it stays shut for them."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            "too_many_attempts",
            "尝试次数过多。",
            f"请 {max(1, wait // 60)} 分钟后再试。",
            status=429,
        )
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Door:
    """A door with how many tries it takes within a time from one caller."""

    name: str
    most: int
    within: timedelta = timedelta(minutes=5)


ENROL = Door("enrol", most=10)
OFFICER_KEY = Door("officer_key", most=10)
SESSION = Door("session", most=30)


def attempt_count(*, door: Door, caller: str, now: datetime) -> None:
    """Count a try before it is looked at; raise TooManyAttempts beyond the door's limit.

    Call it outside of any transaction: a try that fails must stay counted.
    """
    values = {"door": door.name, "caller": caller[:160], "now": now, "until": now + door.within}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        count, until = cursor.fetchone()
    if count > door.most:
        raise TooManyAttempts(int((until - now).total_seconds()))


def attempts_forget(*, door: Door, caller: str) -> None:
    """Forget a caller's tries after one that was right."""
    Attempt.objects.filter(door=door.name, caller=caller[:160]).delete()
