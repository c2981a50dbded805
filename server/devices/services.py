"""Apply what entries say about tablets: device.enrol, device.revoke, device.officer_key.

Handlers: called with the head lock held, they open no transaction and ask no clock. The use cases that make
these entries (a code is offered, a key is proved) stand in `intake.devices`.
"""

from server.accounts.models import Officer
from server.api.reading import Facts
from server.devices.feeding import officers_feed
from server.devices.models import Device, DeviceOfficer, OfficerKey, Session
from server.ledger.acceptance import Acceptance
from shared.problems import Problem
from shared.record import Base64Unreadable, base64url_read, key_id
from shared.sync import Outcome


class DeviceRefused(Problem):
    """A tablet that cannot be enrolled, revoked or given a key as it is asked for."""


def device_enrol(*, acceptance: Acceptance) -> Outcome:
    """Store a tablet with its key, and open its scope with the rows of its officers."""
    facts = Facts(acceptance.data, "device.enrol")
    device_id, public = facts.text("id", need=True, most=64), _key(facts)
    label, app = facts.text("label", most=80), facts.text("app", most=80)
    officers = facts.texts("officers")
    if unknown := set(officers) - set(_known(officers)):
        facts.fault("officers", f"没有在岗人员 {'、'.join(sorted(unknown))}。", "请先登记人员。")
    facts.done()
    device, made = Device.objects.get_or_create(
        id=device_id,
        defaults={
            "label": label,
            "public_key": public,
            "key": key_id(public),
            "app": app,
            "enrolled_at": acceptance.received_at,
            "position": acceptance.position,
        },
    )
    if not made:
        _enrol_again(device, public, acceptance, label=label, app=app)
    DeviceOfficer.objects.bulk_create(
        [DeviceOfficer(device=device, officer_id=officer) for officer in officers],
        ignore_conflicts=True,
    )
    officers_feed(acceptance, Officer.objects.filter(devices__device=device), device=device.id)
    acceptance.arrived(f"device:{device.id}")
    return Outcome.applied()


def device_revoke(*, acceptance: Acceptance) -> Outcome:
    """Shut a tablet out: its sessions end now, what it signed before stays valid."""
    facts = Facts(acceptance.data, "device.revoke")
    name = facts.text("device", need=True, most=64)
    facts.done()
    device = _device(name)
    if device.revoked_at is None:
        device.revoked_at, device.position = acceptance.happened_at, acceptance.position
        device.save(update_fields=["revoked_at", "position"])
    Session.objects.filter(device=device).delete()
    return Outcome.applied()


def device_officer_key(*, acceptance: Acceptance) -> Outcome:
    """Store an officer's key on a tablet, once; operations that waited for it follow."""
    facts = Facts(acceptance.data, "device.officer_key")
    name, officer = (
        facts.text("device", need=True, most=64),
        facts.text("officer", need=True, most=64),
    )
    public = _key(facts)
    facts.done()
    device = _device(name)
    if not DeviceOfficer.objects.filter(device=device, officer=officer).exists():
        raise officer_foreign(officer)
    stored, _ = OfficerKey.objects.get_or_create(
        device=device,
        officer_id=officer,
        defaults={"public_key": public, "key": key_id(public), "position": acceptance.position},
    )
    if bytes(stored.public_key) != public:
        raise officer_key_taken(officer)
    acceptance.arrived(f"officer_key:{device.id}/{officer}")
    return Outcome.applied()


def officer_foreign(officer: str) -> DeviceRefused:
    """Say that a person does not belong to this tablet."""
    return DeviceRefused(
        "officer_not_on_device",
        f"检查员 {officer} 不在这台平板的名单上。",
        "请让安全办公室为这台平板重新生成包含该人员的登记码。",
        status=403,
    )


def officer_key_taken(officer: str) -> DeviceRefused:
    """Say that a person already has another key on this tablet."""
    return DeviceRefused(
        "officer_key_taken",
        f"检查员 {officer} 在这台平板上已登记过另一把签名密钥。",
        "请导出救援包并联系安全办公室；更换密钥须重新登记这台平板。",
        status=409,
    )


def _enrol_again(
    device: Device, public: bytes, acceptance: Acceptance, *, label: str, app: str
) -> None:
    if bytes(device.public_key) != public:
        raise DeviceRefused(
            "device_id_taken",
            f"设备编号 {device.id} 已属于另一把密钥。",
            "请重新登记。",
            status=409,
        )
    if device.revoked_at is not None:
        raise DeviceRefused(
            "device_revoked",
            "这台平板已被停用，不能用原密钥再次登记。",
            "请清空应用数据后重新登记。",
            status=403,
        )
    device.label, device.app, device.position = (
        label or device.label,
        app or device.app,
        acceptance.position,
    )
    device.save(update_fields=["label", "app", "position"])


def _known(officers: list[str]) -> list[str]:
    return list(Officer.objects.filter(id__in=officers, active=True).values_list("id", flat=True))


def _device(name: str) -> Device:
    device = Device.objects.filter(id=name).first()
    if device is None:
        raise DeviceRefused(
            "device_unknown", f"没有登记过设备 {name}。", "请核对设备编号。", status=404
        )
    return device


def _key(facts: Facts) -> bytes:
    try:
        return base64url_read(facts.text("key", need=True), length=32)
    except Base64Unreadable:
        facts.fault("key", "不是 32 字节的公钥（not a public key）。", "请升级应用后重试。")
        return b""
