"""Use cases of tablets: each makes an entry, under the one lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.accounts.models import Officer
from server.accounts.services import officer_data
from server.devices.codes import code_take, code_used
from server.devices.models import Code, Device, DeviceOfficer, OfficerKey
from server.devices.services import DeviceRefused, officer_foreign, officer_key_taken
from server.intake.entry_make import entry_make
from server.ledger.writing import ledger_writing
from shared.ids import derived_id
from shared.record import base64url_write, key_id
from shared.sync import officer_proof_check


class ProofWrong(DeviceRefused):
    """Refuse an officer's key from somebody who did not hold this tablet's code."""

    def __init__(self, officer: str) -> None:
        super().__init__(
            "officer_proof_wrong",
            f"无法证明检查员 {officer} 的密钥来自持有登记码的平板。",
            "请让安全办公室重新生成登记码，并重新登记这台平板。",
            status=403,
        )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hold what a tablet learns when it is enrolled; each officer as a feed row would say it, with its id."""

    device: str
    epoch: str
    officers: tuple[dict[str, Any], ...]


def device_enrol(*, code: str, label: str, device_key: bytes, app: str, now: datetime) -> Enrolment:
    """Turn a one-time code and a tablet's key into an enrolled tablet; a repeat is a success.

    The id follows from the key, so a tablet that lost the answer gets the same one again. Raises CodeRefused,
    DeviceRefused.
    """
    device = derived_id("device", key_id(device_key))
    with ledger_writing(now=now) as writer:
        row = code_take(code=code, now=now)
        if row.used_at is None:
            data = {
                "id": device,
                "label": label or row.label,
                "key": base64url_write(device_key),
                "app": app,
                "officers": row.officers,
            }
            entry_make(origin="office", name="device.enrol", data=data, now=now, writer=writer)
            row.used_at, row.device_id = now, device
            row.save(update_fields=["used_at", "device"])
        elif row.device_id != device:
            raise code_used()
        epoch = writer.epoch
    return Enrolment(device, epoch, officers_of(device))


def officers_of(device: str) -> tuple[dict[str, Any], ...]:
    """Give the officers of a tablet."""
    found = Officer.objects.filter(devices__device=device).select_related("body").order_by("id")
    return tuple(
        {"id": one.id, **officer_data(one)} for one in found.prefetch_related("certificates")
    )


def officer_key_register(
    *, device: Device, officer: str, proof: str, public_key: bytes, now: datetime
) -> bool:
    """Register an officer's key on a tablet, once; the same key again is a success. Say whether it was new.

    Raises DeviceRefused: the tablet is revoked, the officer not on it, another key there, the proof wrong.
    """
    if device.revoked_at is not None:
        raise DeviceRefused(
            "device_revoked", "这台平板已被停用。", "请联系安全办公室。", status=403
        )
    if not DeviceOfficer.objects.filter(
        device=device, officer=officer, officer__active=True
    ).exists():
        raise officer_foreign(officer)
    stored = OfficerKey.objects.filter(device=device, officer=officer).first()
    if stored is not None:
        if bytes(stored.public_key) != public_key:
            raise officer_key_taken(officer)
        return False
    key = base64url_write(public_key)
    _proof_check(device.id, officer, proof=proof, key=key)
    data = {"device": device.id, "officer": officer, "key": key, "proof": proof}
    entry_make(origin="office", name="device.officer_key", data=data, officer=officer, now=now)
    return True


def device_revoke(*, device: str, officer: str, now: datetime) -> None:
    """Shut a tablet out; a repeat is a success. Raises DeviceRefused when there is no such tablet."""
    entry_make(
        origin="office", name="device.revoke", data={"device": device}, officer=officer, now=now
    )


def _proof_check(device: str, officer: str, *, proof: str, key: str) -> None:
    """Compare the proof with every code that enrolled this tablet for this officer."""
    codes: Sequence[str] = Code.objects.filter(
        device=device, officers__contains=[officer]
    ).values_list("digest", flat=True)
    for digest in codes:
        secret = bytes.fromhex(digest)
        if officer_proof_check(proof, code_sha256=secret, officer=officer, device=device, key=key):
            return
    raise ProofWrong(officer)
