"""Prove who speaks: a device by signing a challenge, a server by signing its answers."""

from collections.abc import Iterable

from shared.problems import Problem
from shared.record import (
    ALGORITHM,
    Signature,
    SignatureWrong,
    SigningKey,
    key_id,
    signature_verify,
)

SIGNATURE_HEADER = "Xunan-Signature"
_PURPOSE = "xunan session 1"


class ServerSignatureWrong(Problem):
    """Refuse an answer that no known server key signed: a captive portal, or worse."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "server_signature_wrong",
            f"答复不是登记过的服务器签发的：{reason}。",
            "请检查网络是否需要登录认证页；若仍如此，请联系安全办公室，切勿重新登记。",
        )


def challenge_sign(key: SigningKey, *, device: str, challenge: str) -> str:
    """Return the signature a session is opened with, in base64url.

    What is signed begins with its purpose, so a challenge can never pass for an operation.
    """
    return key.sign(_challenge_message(device, challenge)).sig


def challenge_verify(*, public_key: bytes, device: str, challenge: str, sig: str) -> None:
    """Return silently if the device's key signed this challenge; raise SignatureWrong."""
    signature = Signature(alg=ALGORITHM, key=key_id(public_key), sig=sig)
    message = _challenge_message(device, challenge)
    signature_verify(message=message, signature=signature, public_key=public_key)


def server_signature_header(key: SigningKey, body: bytes) -> str:
    """Return the value of `Xunan-Signature` for an answer's unzipped bytes: `key, sig`."""
    return f"{key.key_id}, {key.sign(body).sig}"


def server_signature_check(header: str | None, body: bytes, keys: Iterable[bytes]) -> None:
    """Return silently if one of the known public keys signed; raise ServerSignatureWrong."""
    name, comma, sig = (header or "").partition(",")
    if not comma:
        raise ServerSignatureWrong(f"没有 {SIGNATURE_HEADER}")
    signature = Signature(alg=ALGORITHM, key=name.strip(), sig=sig.strip())
    for public_key in keys:
        if key_id(public_key) != signature.key:
            continue
        try:
            signature_verify(message=body, signature=signature, public_key=public_key)
        except SignatureWrong as error:
            raise ServerSignatureWrong("签名与内容对不上") from error
        return
    raise ServerSignatureWrong("签名用的密钥未登记")


def _challenge_message(device: str, challenge: str) -> bytes:
    return "\n".join((_PURPOSE, device, challenge)).encode()
