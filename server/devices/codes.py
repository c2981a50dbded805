"""One-time codes: made in the office, shown as a QR, good once and for a short time."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.accounts.models import Officer
from server.config.keys import server_key
from server.devices.models import Code
from shared.clock import instant_text
from shared.problems import Fault, Problem
from shared.sync import EnrolmentQr, enrolment_code_fold, enrolment_qr_write

# No 0, 1, I, L, O, U: read aloud over a telephone or copied by hand, none is taken for another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


class CodeRefused(Problem):
    """A code that was never made, is used up or too old; the door says no more than the remedy needs."""


@dataclass(frozen=True, slots=True)
class MadeCode:
    """Hold a code in clear, for the only time: what is kept is its hash."""

    code: str
    qr: str
    url: str
    officers: tuple[str, ...]
    label: str
    expires: str


def code_make(
    *, officers: Sequence[str], label: str, url: str, now: datetime, valid: timedelta
) -> MadeCode:
    """Make a code for a tablet of these officers; raise CodeRefused when one of them is not known."""
    _officers_check(officers)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    qr = enrolment_qr_write(
        EnrolmentQr(url=url.rstrip("/"), code=code, fingerprint=server_key().key_id)
    )
    expires = now + valid
    Code.objects.create(
        digest=code_digest(code),
        label=label,
        officers=list(officers),
        made_at=now,
        expires_at=expires,
    )
    return MadeCode(code, qr, url.rstrip("/"), tuple(officers), label, instant_text(expires))


def code_take(*, code: str, now: datetime) -> Code:
    """Lock the row of a code that may be used, or was used; raise CodeRefused.

    Call inside the transaction that uses it: of two tablets with one code, the second finds it used.
    """
    row = Code.objects.select_for_update().filter(digest=code_digest(code)).first()
    if row is None:
        raise _refused("code_wrong", "登记码不对。", "请核对登记码，或让安全办公室重新生成。")
    if row.used_at is None and row.expires_at <= now:
        raise _refused("code_expired", "登记码已过期。", "请让安全办公室重新生成登记码。")
    return row


def code_used() -> CodeRefused:
    """Say that another tablet took the code."""
    return _refused(
        "code_used", "登记码已被另一台平板使用。", "每台平板请单独生成登记码。", status=409
    )


def code_digest(code: str) -> str:
    """Give what is kept of a code: the hex SHA-256 of its folded form."""
    return hashlib.sha256(enrolment_code_fold(code).encode()).hexdigest()


def _officers_check(officers: Sequence[str]) -> None:
    known = set(Officer.objects.filter(id__in=officers, active=True).values_list("id", flat=True))
    faults = [
        Fault(one, "is no active officer.", "Register them first (officer.register).")
        for one in officers
        if one not in known
    ]
    if not officers or faults:
        raise CodeRefused(
            "code_officers_unknown",
            "登记码须写明使用平板的在岗人员（a code names the active officers of the tablet）。",
            "请核对人员编号。",
            fields=faults,
        )


def _refused(code: str, message: str, remedy: str, status: int = 403) -> CodeRefused:
    return CodeRefused(code, message, remedy, status=status)
