"""The messages of the tablets' door as OpenAPI describes them; their readers stand in `shared.sync`."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


def _form(name: str, **members: serializers.Field) -> serializers.Serializer:
    return inline_serializer(name, members)


def _text(help_text: str = "", *, required: bool = True) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, required=required)


Enrol = _form(
    "Enrol",
    code=_text("The one-time code."),
    label=_text("What the tablet is called.", required=False),
    device_key=_text("Its Ed25519 public key, base64url."),
    app=_text("The app and its version."),
)
Enrolled = _form(
    "Enrolled",
    device=_text("Its id from now on."),
    epoch=_text("The history it reads."),
    server_keys=serializers.ListField(
        child=serializers.CharField(), help_text="Public keys, base64url."
    ),
    officers=serializers.ListField(child=serializers.DictField(), help_text="Who may work on it."),
    server_time=_text("2026-11-22T01:10:00.123Z"),
)
OfficerKey = _form(
    "OfficerKey",
    officer=_text("The officer's id."),
    key=_text("The officer's public key on this tablet, base64url."),
    proof=_text("HMAC-SHA-256 by the code's hash over officer, device and key, base64url."),
)
OfficerKeyStored = _form("OfficerKeyStored", device=_text(), officer=_text(), server_time=_text())
Session = _form(
    "SessionAsked",
    device=_text("The tablet's id."),
    challenge=_text("In the second step.", required=False),
    sig=_text("The signature over the challenge, base64url.", required=False),
)
Opened = _form(
    "SessionOpened",
    challenge=_text("In the first step.", required=False),
    token=_text("In the second step.", required=False),
    expires=_text("When challenge or token ends."),
)
Receipt = _form(
    "BlobReceipt",
    sha256=_text(),
    size=serializers.IntegerField(),
    device=_text(),
    server_time=_text(),
)
