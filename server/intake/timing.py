"""Fix when operations happened, from their own words and from what the server knows of their device."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from server.devices.models import Contact
from server.intake.receiving import Received
from server.ledger.models import Commit
from shared.clock import instant_read
from shared.deadline import Anchor, DeviceTime, Happened, happened_at
from shared.record import Envelope

MOST_BOOT = 80


@dataclass(frozen=True, slots=True)
class Timing:
    """Know a device's anchors, one for each of its starts, and when the feed stood where an author saw it."""

    arrival: datetime
    anchors: Mapping[str, Anchor]
    seen_at: Mapping[int, datetime]

    def of(self, received: Received) -> Happened:
        """Give when an operation happened; one that cannot be read happened when it arrived."""
        if received.envelope is None:
            return Happened(self.arrival, 0, "arrival", clamped=False, skew_ms=0)
        time = device_time(received.envelope)
        return happened_at(
            time,
            arrival=self.arrival,
            last_contact=self.seen_at.get(received.envelope.seen),
            anchor=self.anchors.get(time.boot),
        )


def device_time(envelope: Envelope) -> DeviceTime:
    """Give the time members of an envelope."""
    said = envelope.server_time
    return DeviceTime(
        wall=instant_read(envelope.wall),
        mono=envelope.mono,
        boot=envelope.boot,
        server_time=None if said is None else instant_read(said),
        server_time_age=envelope.server_time_age,
    )


def timing_of(device: str, batch: Iterable[Received], *, arrival: datetime) -> Timing:
    """Gather what the times of a batch follow from; two queries, called with the head lock held.

    An operation that heard the server anchors all others of the same start, those in the batch too.
    """
    envelopes = [one.envelope for one in batch if one.envelope is not None and _believed(one)]
    anchors = _anchors_known(device, {one.boot for one in envelopes})
    for envelope in envelopes:
        time = device_time(envelope)
        if time.server_time is not None:
            happened = happened_at(time, arrival=arrival)
            anchors[time.boot] = Anchor(time.mono, time.boot, happened.at, happened.uncertainty_ms)
    return Timing(arrival, anchors, _seen_at({one.seen for one in envelopes if one.seen}))


def _believed(received: Received) -> bool:
    return received.fault is None or received.fault.outcome == "held"


def contacts_store(device: str, timing: Timing) -> None:
    """Keep the anchor of each start; operations that come later may have heard nothing themselves."""
    for anchor in timing.anchors.values():
        if len(anchor.boot) > MOST_BOOT:
            continue  # no machine names its starts so long; it anchors this batch alone
        Contact.objects.update_or_create(
            device_id=device,
            boot=anchor.boot,
            defaults={
                "mono": anchor.mono,
                "at": anchor.at,
                "uncertainty_ms": anchor.uncertainty_ms,
            },
        )


def _anchors_known(device: str, boots: set[str]) -> dict[str, Anchor]:
    found = Contact.objects.filter(device=device, boot__in=boots).order_by("at")
    return {
        contact.boot: Anchor(contact.mono, contact.boot, contact.at, contact.uncertainty_ms)
        for contact in found
    }


def _seen_at(positions: set[int]) -> dict[int, datetime]:
    """Give when the commit that holds each position was made: its readers live after that."""
    if not positions:
        return {}
    commits = Commit.objects.filter(position__gte=min(positions)).order_by("position")
    return {
        seen: at
        for seen in positions
        for at in commits.filter(position__gte=seen).values_list("at", flat=True)[:1]
    }
