"""Sessions of tablets: a challenge of five minutes, signed by the tablet's key, opens eight hours."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.devices.models import Attempt, Challenge, Code, Device, Session
from shared.problems import Problem
from shared.record import SignatureWrong
from shared.sync import challenge_verify

CHALLENGE_LIFE = timedelta(minutes=5)
SESSION_LIFE = timedelta(hours=8)
CODE_KEPT = timedelta(days=30)


class SessionRefused(Problem):
    """A tablet that cannot prove who it is, or whose session is over."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Hold a token in clear, for the only time, and when it ends."""

    token: str
    expires: datetime


def challenge_make(*, device: str, now: datetime) -> Challenge:
    """Give a tablet something to sign; raise SessionRefused when it is not known."""
    if not Device.objects.filter(id=device).exists():
        raise SessionRefused(
            "device_unknown",
            "服务器没有登记过这台平板。",
            "请让安全办公室生成登记码后重新登记。",
            status=404,
        )
    return Challenge.objects.create(
        value=secrets.token_urlsafe(32), device_id=device, expires_at=now + CHALLENGE_LIFE
    )


def session_open(*, device: str, challenge: str, sig: str, now: datetime) -> OpenSession:
    """Open a session for a signed challenge; raise SessionRefused. A challenge is good once, right or wrong.

    A revoked tablet may open one too: it must hand over what it has not sent.
    """
    taken, _ = Challenge.objects.filter(value=challenge, device=device, expires_at__gt=now).delete()
    row = Device.objects.filter(id=device).first()
    if not taken or row is None:
        raise SessionRefused("challenge_stale", "登录凭据已过期。", "请重试同步。", status=401)
    try:
        challenge_verify(
            public_key=bytes(row.public_key), device=device, challenge=challenge, sig=sig
        )
    except SignatureWrong as error:
        raise SessionRefused(
            "challenge_signature_wrong",
            "平板的签名不对。",
            "请重试；若仍如此，请联系安全办公室。",
            status=401,
        ) from error
    token = secrets.token_urlsafe(32)
    Session.objects.create(
        digest=_digest(token), device=row, opened_at=now, expires_at=now + SESSION_LIFE
    )
    return OpenSession(token, now + SESSION_LIFE)


def session_device(*, token: str, now: datetime) -> Device:
    """Give the tablet a token belongs to; raise SessionRefused."""
    found = (
        Session.objects.filter(digest=_digest(token), expires_at__gt=now)
        .select_related("device")
        .first()
    )
    if found is None:
        raise SessionRefused(
            "session_over", "同步会话已结束。", "平板会自动重新登录；请再次同步。", status=401
        )
    return found.device


def expired_clear(*, now: datetime) -> int:
    """Forget challenges, sessions, attempts and unused codes whose time is over; say how many rows."""
    rows = [
        Challenge.objects.filter(expires_at__lte=now),
        Session.objects.filter(expires_at__lte=now),
        Attempt.objects.filter(until__lte=now),
        Code.objects.filter(used_at=None, expires_at__lte=now - CODE_KEPT),
    ]
    return sum(found.delete()[0] for found in rows)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
