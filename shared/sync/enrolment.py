"""Write and read what starts a tablet: the QR of an enrolment, the proof of an officer."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from shared.problems import Problem
from shared.record import Base64Unreadable, base64url_read, base64url_write

_HEAD = "xunan:1"
_URL = re.compile(r"https?://[^\s;]+")
_CODE = re.compile(r"[A-Za-z0-9-]{4,64}", re.ASCII)


class QrUnreadable(Problem):
    """Refuse a text that is no enrolment QR of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "qr_unreadable",
            f"这不是巡安的登记二维码：{reason}。",
            "请让安全办公室在“设备”页重新生成登记二维码。",
        )


@dataclass(frozen=True, slots=True)
class EnrolmentQr:
    """Hold the server's address, a one-time code and the hash of the server's key."""

    url: str
    code: str
    fingerprint: str


def enrolment_qr_write(qr: EnrolmentQr) -> str:
    """Return `xunan:1;url;code;fingerprint`; raise QrUnreadable if it could not be read back."""
    text = ";".join((_HEAD, qr.url, qr.code, qr.fingerprint))
    enrolment_qr_read(text)
    return text


def enrolment_qr_read(text: str) -> EnrolmentQr:
    """Read the text of a QR; raise QrUnreadable."""
    parts = text.strip().split(";")
    if parts[0] != _HEAD:
        raise QrUnreadable(f"开头应为 {_HEAD}")
    if len(parts) != 4:
        raise QrUnreadable(f"应有 4 段，却有 {len(parts)} 段")
    _, url, code, fingerprint = parts
    if _URL.fullmatch(url) is None:
        raise QrUnreadable("网址不对")
    if _CODE.fullmatch(code) is None:
        raise QrUnreadable("登记码不对")
    try:
        base64url_read(fingerprint, length=32)
    except Base64Unreadable as error:
        raise QrUnreadable("服务器密钥指纹不对") from error
    return EnrolmentQr(url=url, code=code, fingerprint=fingerprint)


def enrolment_code_fold(code: str) -> str:
    """Return a code as it counts: a person may have typed it in small letters or with a space around."""
    return code.strip().upper()


def officer_proof(code: str, officer: str, device: str, key: str) -> str:
    """Return the proof that who registers an officer's key on a tablet held the enrolment code.

    HMAC-SHA-256 with the SHA-256 of the folded code as key, over `officer LF device LF key`, where `key`
    is the officer's public key in base64url.
    """
    secret = hashlib.sha256(enrolment_code_fold(code).encode()).digest()
    message = "\n".join((officer, device, key)).encode()
    return base64url_write(hmac.new(secret, message, hashlib.sha256).digest())


def officer_proof_check(
    proof: str, *, code_sha256: bytes, officer: str, device: str, key: str
) -> bool:
    """Say whether a proof is right, knowing only the hash of the code, in constant time."""
    message = "\n".join((officer, device, key)).encode()
    expected = base64url_write(hmac.new(code_sha256, message, hashlib.sha256).digest())
    return hmac.compare_digest(expected.encode(), proof.encode("utf-8", "replace"))
