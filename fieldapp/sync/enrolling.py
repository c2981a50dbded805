"""Make a tablet known to a server, and an officer's key known on that tablet."""

from collections.abc import Mapping
from typing import Any

from fieldapp.config import APP, NetworkLimits
from fieldapp.sync.client import Reply, ServerClient, ServerUnexpected
from fieldapp.sync.session import Session, server_keys_of
from shared.problems import Problem
from shared.record import base64url_write, key_id
from shared.sync import SIGNATURE_HEADER, officer_proof, server_signature_check

ENROL = "/api/v1/enrol"
ENROL_OFFICER = "/api/v1/enrol/officer"


class ServerKeyWrong(Problem):
    """Refuse a server whose key is not the one on the QR."""

    def __init__(self) -> None:
        super().__init__(
            "server_key_wrong",
            "服务器的密钥与二维码上的指纹不一致。",
            "请勿继续登记；请核对网址，并让安全办公室重新生成登记二维码。",
            status=403,
        )


def device_enrol(
    *,
    url: str,
    code: str,
    label: str,
    device_public: bytes,
    fingerprint: str | None,
    limits: NetworkLimits,
) -> dict[str, Any]:
    """Offer the tablet's key with a one-time code and return the server's answer, checked.

    Without a fingerprint the first server is believed. Raises ServerKeyWrong, NetworkProblem, or
    what the server refuses with.
    """
    client = ServerClient(url, keys=lambda: (), limits=limits)
    message = {
        "code": code,
        "label": label,
        "device_key": base64url_write(device_public),
        "app": APP,
    }
    reply = client.ask_json("POST", ENROL, message, signed=False)
    if not reply.is_ok:
        raise reply.problem()
    found = reply.json()
    _answer_check(reply, found, fingerprint)
    return found


def _answer_check(reply: Reply, found: Mapping[str, Any], fingerprint: str | None) -> None:
    keys = server_keys_of(found)
    if not keys or not isinstance(found.get("device"), str) or not found.get("epoch"):
        raise ServerUnexpected("enrol")
    if fingerprint is not None:
        keys = tuple(key for key in keys if key_id(key) == fingerprint)
        if not keys:
            raise ServerKeyWrong
    server_signature_check(reply.headers.get(SIGNATURE_HEADER.lower()), reply.body, keys)


def officer_key_register(session: Session, *, code: str, officer: str, key: bytes) -> None:
    """Make an officer's key on this tablet known; a repeat with the same key is a success."""
    public = base64url_write(key)
    message = {
        "device": session.device,
        "officer": officer,
        "proof": officer_proof(code, officer, session.device, public),
        "key": public,
    }
    reply = session.ask_json("POST", ENROL_OFFICER, message)
    if not reply.is_ok:
        raise reply.problem()
