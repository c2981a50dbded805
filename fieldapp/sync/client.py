"""One server over HTTP: bounded waits, bounded answers, no redirects, retries only where safe.

Every request of ours may be repeated without harm, so all are retried when the line breaks or the
server says it is busy. An answer counts only with the server's signature over its unzipped bytes.
"""

import random
import ssl
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)
from urllib3.exceptions import (
    TimeoutError as Urllib3Timeout,
)

from fieldapp.config import APP, NetworkLimits
from shared.problems import Fault, Problem
from shared.record.json_text import JsonRefused, json_read, json_write
from shared.sync import SIGNATURE_HEADER, server_signature_check

BUSY = frozenset({429, 500, 502, 503, 504})
CLOCK_WORDS = ("not yet valid", "has expired", "certificate expired")
CHUNK = 64 * 1024
# What a person is told of a broken line; the first that fits.
REASONS: Sequence[tuple[type[BaseException], str]] = (
    (NameResolutionError, "找不到这个地址"),
    (NewConnectionError, "没有网络，或服务器没有开"),
    (Urllib3Timeout, "等了太久没有回应"),
    (ProtocolError, "连接中途断开"),
)


NEVER_LEFT = (NameResolutionError, NewConnectionError, ConnectTimeoutError)


class NetworkProblem(Problem):
    """Say that the server could not be reached or did not answer as ours; nothing is lost."""


class NetworkUnreachable(NetworkProblem):
    """Say that there is no way to the server now; `left` says whether anything may have got out."""

    def __init__(self, url: str, reason: str, *, left: bool = True) -> None:
        self.left = left
        super().__init__(
            "network_unreachable",
            f"连不上服务器 {url}：{reason}。",
            "内容都已保存在本机，请检查网络后再同步。",
            status=503,
        )


class TabletClockWrong(NetworkProblem):
    """Say that the tablet's date makes a good certificate look bad."""

    def __init__(self) -> None:
        super().__init__(
            "tablet_clock_wrong",
            "服务器证书的日期与平板时间对不上，可能是平板时间错误。",
            "请在系统设置中校准日期和时间后再同步；内容都已保存在本机。",
            status=503,
        )


class PortalSuspected(NetworkProblem):
    """Say that something between us and the server answered in its place."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "network_portal",
            f"答复不是巡安服务器发出的（{what}）。",
            "当前网络可能要先登录认证页；请打开浏览器登录，或改用其他网络后再同步。",
            status=503,
        )


class ServerBusy(NetworkProblem):
    """Say that the server asks for patience."""

    def __init__(self, status: int, seconds: int | None) -> None:
        when = f" {seconds} 秒后" if seconds else "稍后"
        super().__init__(
            "server_busy",
            f"服务器忙（HTTP {status}）。",
            f"请{when}再同步；内容都已保存在本机。",
            status=503,
        )


class ServerUnexpected(NetworkProblem):
    """Say that the server's answer has no form of ours."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "server_unexpected",
            f"服务器的答复无法理解：{what}。",
            "请稍后再试；如反复出现，请联系信息人员。内容都已保存在本机。",
            status=502,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold an answer: its status, unzipped body and headers (names in lower case)."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_ok(self) -> bool:
        """Tell whether the server did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object. Raises ServerUnexpected."""
        try:
            found = json_read(self.body.strip())
        except JsonRefused as error:
            raise ServerUnexpected(str(error)) from error
        if not isinstance(found, dict):
            raise ServerUnexpected("not a JSON object")
        return found

    def problem(self) -> Problem:
        """Return the problem the server names, or what an answer without one means."""
        try:
            found = self.json()
        except ServerUnexpected:
            found = {}
        if not isinstance(found.get("code"), str):
            return PortalSuspected(f"HTTP {self.status}")
        return Problem(
            found["code"],
            str(found.get("message") or found.get("detail") or found["code"]),
            str(found.get("remedy") or ""),
            fields=_faults(found.get("fields")),
            status=self.status,
        )


def _faults(found: object) -> Sequence[Fault]:
    if not isinstance(found, list):
        return ()
    names = ("where", "message", "remedy")
    return tuple(
        Fault(*(str(one.get(name, "")) for name in names)) for one in found if isinstance(one, dict)
    )


class ServerClient:
    """Ask one server; `keys` gives the public keys its answers may be signed with."""

    def __init__(
        self,
        url: str,
        *,
        keys: Callable[[], Sequence[bytes]],
        limits: NetworkLimits,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = url.rstrip("/")
        self._keys = keys
        self._limits = limits
        self._sleep = sleep
        self._jitter = jitter
        self._pool = urllib3.PoolManager(
            maxsize=1,
            retries=False,
            timeout=urllib3.Timeout(connect=limits.connect_seconds, read=limits.read_seconds),
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
        tries: int | None = None,
    ) -> Reply:
        """Send a request and return the answer, once it is whole and signed.

        Raises NetworkProblem, ServerSignatureWrong.
        """
        problem: Problem = NetworkUnreachable(self.url, "")
        most = tries or self._limits.tries
        left = False
        for attempt in range(most):
            try:
                reply = self._once(method, path, body, headers or {})
            except NetworkUnreachable as error:
                left = left or error.left
                error.left = left  # an earlier try may have got through
                problem, asked = error, None
            except TabletClockWrong as error:
                problem, asked = error, None
            else:
                if reply.status not in BUSY:
                    return self._checked(reply, signed=signed)
                left = True
                asked = _seconds(reply.headers.get("retry-after"))
                problem = ServerBusy(reply.status, asked)
                if asked is not None and asked > self._limits.command_most:
                    break
            if attempt + 1 < most:
                self.wait(attempt, asked)
        raise problem

    def ask_json(
        self, method: str, path: str, message: Mapping[str, Any], *, signed: bool = True
    ) -> Reply:
        """Send a JSON object."""
        headers = {"Content-Type": "application/json"}
        return self.ask(method, path, json_write(message), headers, signed=signed)

    def wait(self, attempt: int, asked: int | None = None) -> None:
        """Wait before the next try: at random up to a doubling bound, at least what was asked."""
        most = min(self._limits.backoff_first * 2**attempt, self._limits.command_most)
        self._sleep(max(most * self._jitter(), asked or 0))

    def _checked(self, reply: Reply, *, signed: bool) -> Reply:
        if 300 <= reply.status < 400:
            where = urlsplit(reply.headers.get("location", "")).netloc or "?"
            raise PortalSuspected(f"HTTP {reply.status} → {where}")
        signature = reply.headers.get(SIGNATURE_HEADER.lower())
        if signed and not reply.is_ok and signature is None:
            raise PortalSuspected(f"HTTP {reply.status}")
        if signed:
            server_signature_check(signature, reply.body, self._keys())
        return reply

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        sent = {"Accept-Encoding": "gzip", "User-Agent": APP, **headers}
        try:
            response = self._pool.request(
                method,
                self.url + path,
                body=body,
                headers=sent,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                raw = self._whole(response)
            finally:
                response.release_conn()
        except (SSLError, ssl.SSLError) as error:
            if any(word in str(error) for word in CLOCK_WORDS):
                raise TabletClockWrong from error
            raise NetworkUnreachable(self.url, f"TLS：{_reason(error)}") from error
        except (HTTPError, OSError) as error:
            left = not isinstance(getattr(error, "reason", None) or error, NEVER_LEFT)
            raise NetworkUnreachable(self.url, _reason(error), left=left) from error
        names = {name.lower(): value for name, value in response.headers.items()}
        if names.get("content-encoding", "identity") == "gzip":
            raw = self._unzipped(raw)
        return Reply(response.status, raw, names)

    def _whole(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Read an answer within its limits and compare it with what was announced."""
        started, parts, size = time.monotonic(), list[bytes](), 0
        while part := response.read(CHUNK):
            parts.append(part)
            size += len(part)
            if size > self._limits.answer_bytes:
                raise ServerUnexpected(f"more than {self._limits.answer_bytes} bytes")
            if time.monotonic() - started > self._limits.answer_seconds:
                raise NetworkUnreachable(self.url, "答复太慢")
        announced = response.headers.get("Content-Length")
        # an answer to HEAD announces what it does not bring; urllib3 knows and checks the empty ones
        if announced is not None and size and int(announced) != size:
            raise NetworkUnreachable(self.url, f"答复被截断（{size}/{announced} 字节）")
        return b"".join(parts)

    def _unzipped(self, raw: bytes) -> bytes:
        unzipper = zlib.decompressobj(wbits=31)
        try:
            plain = unzipper.decompress(raw, self._limits.answer_bytes + 1)
        except zlib.error as error:
            raise NetworkUnreachable(self.url, "答复的压缩内容有误") from error
        if len(plain) > self._limits.answer_bytes:
            raise ServerUnexpected(f"more than {self._limits.answer_bytes} bytes unzipped")
        if not unzipper.eof:
            raise NetworkUnreachable(self.url, "答复被截断")
        return plain


def _seconds(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isdigit() else None


def _reason(error: BaseException) -> str:
    inner = getattr(error, "reason", None) or error
    known = next((words for kind, words in REASONS if isinstance(inner, kind)), "")
    return known or str(inner) or type(inner).__name__
