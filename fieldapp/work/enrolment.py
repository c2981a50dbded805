"""Make this tablet belong to a server."""

from typing import Any

from fieldapp.sync.client import ServerUnexpected
from fieldapp.sync.enrolling import device_enrol
from fieldapp.sync.session import server_keys_of
from fieldapp.work import rows as r
from fieldapp.work.officers import CODE_SECRET, officers_list
from fieldapp.work.tablet import Tablet
from shared.bundle import organisation_key_of
from shared.clock import instant_text
from shared.problems import Problem


class AlreadyEnrolled(Problem):
    """Refuse to enrol a tablet a second time: its unsent work belongs to its server."""

    def __init__(self, url: str) -> None:
        super().__init__(
            "already_enrolled",
            f"这台平板已登记到 {url}。",
            "如需改换服务器或重新登记，请先同步或导出救援包（rescue），再换一个空的数据文件夹。",
            status=409,
        )


def tablet_enrol(
    tablet: Tablet, *, url: str, code: str, label: str = "", fingerprint: str | None = None
) -> r.Enrolled:
    """Enrol with a one-time code; `fingerprint` is the server key's, from the QR.

    A repeat after a lost answer offers the same key and is a success. Needs the network. Raises
    AlreadyEnrolled, ServerKeyWrong, NetworkProblem, or what the server refuses with.
    """
    if tablet.ring.is_enrolled:
        raise AlreadyEnrolled(tablet.ring.identity["url"])
    key = tablet.ring.enrolment_key()
    found = device_enrol(
        url=url,
        code=code,
        label=label,
        device_public=key.public,
        fingerprint=fingerprint,
        limits=tablet.network,
    )
    identity = {
        "device": found["device"],
        "epoch": found["epoch"],
        "url": url.rstrip("/"),
        "label": label,
        "server_keys": list(found["server_keys"]),
        "officers": _officers_of(found),
        "enrolled": instant_text(tablet.clock.now()),
    }
    tablet.device.key_store.secret_put(CODE_SECRET, code.encode())
    organisation = organisation_key_of(server_keys_of(identity)[0])
    tablet.ring.enrolled(identity, organisation=organisation)
    tablet.reconcile(patient=True)
    return r.Enrolled(identity["device"], identity["epoch"], officers_list(tablet))


def _officers_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the officers as objects with an id; a bare id is one too."""
    listed = found.get("officers")
    if not isinstance(listed, list) or not listed:
        raise ServerUnexpected("enrol: officers")
    rows = [{"id": one} if isinstance(one, str) else one for one in listed]
    if not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        raise ServerUnexpected("enrol: officers")
    return rows
