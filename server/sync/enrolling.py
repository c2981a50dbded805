"""POST /api/v1/enrol and /api/v1/enrol/officer."""

from typing import ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from server.config.keys import server_keys
from server.devices.attempts import ENROL, OFFICER_KEY, attempt_count, attempts_forget
from server.intake.devices import device_enrol, officer_key_register
from server.sync import forms
from server.sync.bodies import members_read, message_faulty
from server.sync.doors import TOKEN, TabletView, caller, message
from shared.clock import instant_text
from shared.problems import Problem
from shared.record import Base64Unreadable, base64url_read, base64url_write
from shared.sync.members import MemberRefused, Members


class KeyUnreadable(Problem):
    """Refuse a public key that is none."""

    def __init__(self, member: str) -> None:
        super().__init__(
            "key_unreadable",
            f"{member} 不是 32 字节的公钥（not a public key）。",
            "请升级应用后重试。",
            status=400,
        )


class EnrolView(TabletView):
    """Make a tablet known by a one-time code."""

    @extend_schema(
        operation_id="enrol",
        summary="登记平板 · Enrol a tablet",
        description="凭一次性登记码登记平板的公钥。\n\nA one-time code makes the tablet's key known.",
        tags=["sync"],
        request=forms.Enrol,
        responses=forms.Enrolled,
        auth=[],
    )
    def post(self, request: Request) -> HttpResponse:
        """Take a code and the tablet's public key; a repeat with the same key gets the same answer."""
        now, address = self.clock.now(), caller(request)
        attempt_count(door=ENROL, caller=address, now=now)
        members = members_read(request)
        try:
            code, app = members.text("code"), members.text("app")
            label = members.text_or_empty("label")
        except MemberRefused as error:
            raise message_faulty(error) from error
        made = device_enrol(
            code=code,
            label=label[:80],
            device_key=key_read(members, "device_key"),
            app=app[:80],
            now=now,
        )
        attempts_forget(door=ENROL, caller=address)
        return message(
            {
                "device": made.device,
                "epoch": made.epoch,
                "server_keys": [base64url_write(key) for key in server_keys()],
                "officers": list(made.officers),
                "server_time": instant_text(now),
            }
        )


class OfficerKeyView(TabletView):
    """Register an officer's key on the tablet that asks, once."""

    session: ClassVar[bool] = True

    @extend_schema(
        operation_id="enrol_officer",
        summary="登记人员密钥 · Register an officer's key",
        description="在平板上登记一名人员的签名公钥，只登记一次。\n\nOnce for each officer on a tablet, online.",
        tags=["sync"],
        auth=TOKEN,
        request=forms.OfficerKey,
        responses=forms.OfficerKeyStored,
    )
    def post(self, request: Request) -> HttpResponse:
        """Take an officer's public key with the proof that the tablet held the code."""
        now = self.clock.now()
        attempt_count(door=OFFICER_KEY, caller=self.device.id, now=now)
        members = members_read(request)
        try:
            officer, proof = members.text("officer"), members.text("proof")
        except MemberRefused as error:
            raise message_faulty(error) from error
        new = officer_key_register(
            device=self.device,
            officer=officer,
            proof=proof,
            public_key=key_read(members, "key"),
            now=now,
        )
        attempts_forget(door=OFFICER_KEY, caller=self.device.id)
        stored = {"device": self.device.id, "officer": officer, "server_time": instant_text(now)}
        return message(stored, status=201 if new else 200)


def key_read(members: Members, name: str) -> bytes:
    """Read a public key; raise KeyUnreadable."""
    try:
        return base64url_read(members.text(name), length=32)
    except (MemberRefused, Base64Unreadable) as error:
        raise KeyUnreadable(name) from error
