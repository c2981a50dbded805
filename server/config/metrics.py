"""/metrics in Prometheus' text form: what an operator must see before a user does."""

import hmac
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from server.api.timing import BOUNDS, Timing, timings
from server.config.followers import followers
from server.inspections.models import VisitBlob
from server.intake.models import Operation
from server.ledger.following import follower_lag
from server.ledger.models import Alarm, Entry, Head
from server.ledger.sealing import seal_age
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
    position, epoch = Head.objects.values_list("position", "epoch").first() or (0, "")
    lags = [({"follower": one.name}, follower_lag(one.name)) for one in followers()]
    yield from _gauge("xunan_follower_lag", "Entries a follower has still to read.", lags)
    yield from _gauge("xunan_head_position", "Last position given.", [({}, position)])
    yield from _gauge("xunan_epoch_info", "The epoch tablets must know.", [({"epoch": epoch}, 1)])


def _seals(now: datetime) -> Iterator[str]:
    age = seal_age(now=now).total_seconds()
    meaning = "Age of the oldest entry no seal covers; 0: all are sealed."
    yield from _gauge("xunan_seal_age_seconds", meaning, [({}, age)])


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
