"""The edge where pages and the open door ask the clock, and nowhere else; a test sets another clock here."""

from datetime import date, datetime

from django.utils.timezone import localdate

from shared.clock import Clock, SystemClock

clock: Clock = SystemClock()


def now() -> datetime:
    """Give this instant."""
    return clock.now()


def today() -> date:
    """Give the day in the district's zone."""
    return localdate(clock.now())
