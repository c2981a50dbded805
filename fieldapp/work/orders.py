"""The server's orders: each is known by name, and none destroys work that was not handed over."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldapp.work.tablet import Tablet
from shared.record import Base64Unreadable, base64url_read


def orders_obey(tablet: Tablet, orders: Iterable[Mapping[str, Any]]) -> None:
    """Obey orders that came in a signed answer; a strange one is shown, never guessed at."""
    for order in orders:
        name = order.get("name")
        if name == "server_key":
            _server_key(tablet, order)
        elif name == "notice":
            tablet.notice_add(str(order.get("text") or ""))
        else:
            tablet.notice_add(f"服务器的指令“{name}”本版本不认识，请升级应用。")


def _server_key(tablet: Tablet, order: Mapping[str, Any]) -> None:
    """Believe a further server key: the answer that brings it is signed with a known one."""
    key, known = order.get("key"), tablet.ring.identity["server_keys"]
    try:
        base64url_read(str(key), length=32)
    except Base64Unreadable:
        tablet.notice_add("服务器给出的新密钥不符合格式，没有采用。")
        return
    if key not in known:
        tablet.ring.identity_change(server_keys=[*known, key])
