"""What may be set from outside: one field, one environment variable `XUNAN_…`, one sentence."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def _said(default: Any, meaning: str, **more: Any) -> Any:
    return field(default=default, metadata={"meaning": meaning, **more})


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Every setting of the server with its default and its meaning."""

    database_url: str = _said(
        "",
        "postgresql://… of a PostgreSQL 15 or newer; empty: the embedded one under the data folder.",
        variable="DATABASE_URL",
        secret=True,
    )
    data: Path = _said(ROOT / "var", "Folder of the embedded database, blobs and keys.")
    debug: bool = _said(False, "Show tracebacks in the browser; never in production.")
    hosts: tuple[str, ...] = _said(
        ("localhost", "127.0.0.1", "[::1]"),
        "Host names the server answers to, by comma; * for any.",
    )
    bind: str = _said("127.0.0.1", "Address the web process listens on.")
    port: int = _said(8000, "Port the web process listens on.")
    workers: int = _said(1, "Web processes.")
    threads: int = _said(16, "Threads in each web process; a slow upload holds one.")
    body_quiet_s: int = _said(
        30, "Seconds a line may bring nothing in the middle of a body before it counts as broken."
    )
    public_url: str = _said("", "Address in the enrolment code; empty: http://bind:port.")
    https: bool = _said(False, "Behind TLS: cookies only over https, HSTS on.")
    secret_key: str = _said(
        "",
        "Django's secret; empty: made once, kept in the data folder as secret.key (0600).",
        secret=True,
    )
    lock_timeout_ms: int = _said(5000, "How long a writer waits for the head lock before 503.")
    statement_timeout_ms: int = _said(5000, "How long a statement may run in a ledger transaction.")
    code_minutes: int = _said(30, "How long a one-time enrolment code may wait for its tablet.")
    proxies: int = _said(0, "Proxies before the web whose X-Forwarded-For is believed; 0: none.")
    metrics_token: str = _said(
        "", "Bearer token of /metrics; empty: only this machine may read it.", secret=True
    )
    blob_max_bytes: int = _said(26214400, "Largest file a tablet may send.")
