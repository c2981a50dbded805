"""/metrics in Prometheus' text form: what an operator must see before a user does."""

import hmac
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse

from server.api.timing import BOUNDS, Timing, timings
from server.inspections.models import VisitBlob
from server.intake.models import Operation
from server.ledger.models import Alarm, Cursor, Entry, Head, Seal
from shared.clock import SystemClock

Sample = tuple[dict[str, str], float]


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures to this machine, or to whoever holds the token."""
    if not _may_read(request):
        raise PermissionDenied
    now = SystemClock().now()
    lines = [*_held(now), *_results(), *_followers(), *_seals(now), *_rest()]
    for name, timing in timings().items():
        lines += _histogram(
            f"xunan_{name}_seconds", f"Seconds of each {name.replace('_', ' ')}.", timing
        )
    return HttpResponse(
        "\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _may_read(request: HttpRequest) -> bool:
    if token := settings.OPTIONS.metrics_token:
        return hmac.compare_digest(
            request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
        )
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-IP"} & set(request.headers)
    return not forwarded and ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{inner}}} {value:g}" if inner else f"{name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _histogram(name: str, meaning: str, timing: Timing) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} histogram"
    for bound, count in zip(BOUNDS, timing.buckets, strict=True):
        yield f'{name}_bucket{{le="{bound:g}"}} {count}'
    yield f'{name}_bucket{{le="+Inf"}} {timing.count}'
    yield f"{name}_sum {timing.seconds:.6f}"
    yield f"{name}_count {timing.count}"


def _held(now: datetime) -> Iterator[str]:
    held = Operation.objects.filter(outcome="held")
    oldest = held.order_by("arrival").values_list("arrival", flat=True).first()
    entry = Entry.objects.filter(position=oldest).only("received_at").first()
    age = (now - entry.received_at).total_seconds() if entry else 0
    yield from _gauge(
        "xunan_held_operations",
        "Operations that wait for something or for the office.",
        [({}, held.count())],
    )
    yield from _gauge("xunan_held_oldest_seconds", "Age of the oldest of them.", [({}, age)])


def _results() -> Iterator[str]:
    rows = (
        Operation.objects.values_list("outcome", "code")
        .annotate(count=Count("pk"))
        .order_by("outcome", "code")
    )
    samples = [({"outcome": outcome, "code": code}, count) for outcome, code, count in rows]
    yield from _gauge(
        "xunan_results", "Operations of tablets by their present outcome and code.", samples
    )


def _followers() -> Iterator[str]:
    head = Head.objects.values_list("position", "epoch").first() or (0, "")
    lags = [
        ({"follower": one.name}, head[0] - one.position) for one in Cursor.objects.order_by("name")
    ]
    yield from _gauge("xunan_follower_lag", "Positions a follower has still to read.", lags)
    yield from _gauge("xunan_head_position", "Last position given.", [({}, head[0])])
    yield from _gauge("xunan_epoch_info", "The epoch tablets must know.", [({"epoch": head[1]}, 1)])


def _seals(now: datetime) -> Iterator[str]:
    sealed = Seal.objects.aggregate(last=Max("last"))["last"] or 0
    first = (
        Entry.objects.filter(position__gt=sealed).order_by("position").only("received_at").first()
    )
    age = (now - first.received_at).total_seconds() if first else 0
    yield from _gauge(
        "xunan_seal_age_seconds",
        "Age of the oldest entry no seal covers; 0: all are sealed.",
        [({}, age)],
    )


def _rest() -> Iterator[str]:
    missing = VisitBlob.objects.filter(arrived=False).values("sha256").distinct().count()
    alarms = Alarm.objects.filter(settled_at=None).count()
    free = shutil.disk_usage(Path(settings.DATA_DIR)).free
    yield from _gauge(
        "xunan_blobs_missing", "Files that visits cite and that have not arrived.", [({}, missing)]
    )
    yield from _gauge("xunan_alarms_open", "Alarms nobody has settled.", [({}, alarms)])
    yield from _gauge(
        "xunan_free_disk_bytes", "Free bytes where the data folder lies.", [({}, free)]
    )
