"""Who may use this tablet, and whose PIN is open now."""

from collections.abc import Mapping
from typing import Any

from fieldapp.store.keyring import StoreLocked
from fieldapp.sync.client import NetworkProblem
from fieldapp.sync.enrolling import officer_key_register
from fieldapp.sync.session import Session
from fieldapp.work import rows as r
from fieldapp.work.tablet import Tablet
from shared.inspection import OfficerFacts
from shared.problems import Problem
from shared.record import SigningKey

CODE_SECRET = "enrolment-code"  # proves officers' keys until each has one, then it is forgotten


class OfficerUnknown(Problem):
    """Refuse a person who does not belong to this tablet."""

    def __init__(self, officer: str) -> None:
        super().__init__(
            "officer_unknown",
            f"检查员 {officer} 不在这台平板的名单上。",
            "请核对编号，或让安全办公室为这台平板重新生成包含该人员的登记码。",
            status=404,
        )


class EnrolmentCodeGone(Problem):
    """Say that a new officer's key can no longer be proved on this tablet."""

    def __init__(self) -> None:
        super().__init__(
            "enrolment_code_gone",
            "登记码已失效，不能再为新人员登记签名密钥。",
            "请让安全办公室重新登记这台平板。",
            status=409,
        )


def officers_list(tablet: Tablet) -> tuple[r.OfficerRow, ...]:
    """List who may unlock this tablet, then the colleagues it knows of."""
    if not tablet.ring.is_enrolled:
        return ()
    mine = {row["id"]: row for row in tablet.ring.identity["officers"]}
    known = officer_rows(tablet)
    unlocked, author = tablet.ring.officers_open(), tablet.ring.author
    rows = [
        r.OfficerRow(
            id=officer,
            name=facts.name,
            body=facts.body_name or facts.body,
            certificate=facts.certificates[0].number if facts.certificates else "",
            enrolled=officer in mine,
            ready=tablet.ring.officer_is_ready(officer),
            unlocked=officer in unlocked,
            author=officer == author,
            retry_at=tablet.ring.retry_at(officer),
        )
        for officer, facts in known.items()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.enrolled, row.id)))


def officer_rows(tablet: Tablet) -> dict[str, OfficerFacts]:
    """Return every officer known here: as the server last said, else as enrolled."""
    listed: Mapping[str, Any] = {row["id"]: row for row in tablet.ring.identity["officers"]}
    try:
        mirrored = {row.id: row.data for row in tablet.mirror.of_kind("officer", opened=True)}
    except StoreLocked:
        mirrored = {}
    return {id: OfficerFacts.read(id, data) for id, data in {**listed, **mirrored}.items()}


def officer_unlock(tablet: Tablet, *, officer: str, pin: str) -> r.Unlocked:
    """Open an officer's key by PIN, who becomes the author; the first PIN given is the PIN set.

    Setting the first PIN needs the network: the server must know the key before it signs. Raises
    OfficerUnknown, PinTooShort, PinWrong, PinDelayed, StoreLocked, NetworkProblem.
    """
    if officer not in {row["id"] for row in tablet.ring.identity["officers"]}:
        raise OfficerUnknown(officer)
    first = not tablet.ring.officer_is_ready(officer)
    if first:
        _register(tablet, officer, tablet.ring.officer_begin(officer, pin))
    data_key, key = tablet.ring.officer_unwrap(officer, pin)
    tablet.ring.officer_open(officer, data_key, key)
    _code_forget(tablet)
    tablet.reconcile(patient=True)
    return r.Unlocked(officer, officer_rows(tablet)[officer].name, first)


def _register(tablet: Tablet, officer: str, key: SigningKey) -> None:
    code = tablet.device.key_store.secret_get(CODE_SECRET)
    if code is None:
        tablet.ring.officer_cancel(officer)
        raise EnrolmentCodeGone
    try:
        officer_key_register(Session(tablet), code=code.decode(), officer=officer, key=key.public)
    except NetworkProblem:
        raise  # perhaps it arrived: the same key is offered again
    except Problem:
        tablet.ring.officer_cancel(officer)
        raise
    tablet.ring.officer_registered(officer)


def _code_forget(tablet: Tablet) -> None:
    listed = (row["id"] for row in tablet.ring.identity["officers"])
    if all(tablet.ring.officer_is_ready(officer) for officer in listed):
        tablet.device.key_store.secret_delete(CODE_SECRET)


def officer_lock(tablet: Tablet, *, officer: str | None = None) -> None:
    """Shut an officer's key, or everybody's; what is kept stays, and syncing goes on."""
    for one in (officer,) if officer else tablet.ring.officers_open():
        tablet.ring.officer_close(one)
