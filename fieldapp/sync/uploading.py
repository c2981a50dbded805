"""Send blobs, small ones first; a broken upload goes on where the server has it."""

import contextlib
from dataclasses import dataclass, field

from fieldapp.store.blobs import BlobMissing
from fieldapp.store.sealing import SealBroken
from fieldapp.sync.client import NetworkUnreachable, Reply, ServerUnexpected
from fieldapp.sync.progress import Progress, Report, silent
from fieldapp.sync.session import Session
from fieldapp.sync.store import SyncStore
from shared.problems import Problem

OFFSET = "upload-offset"


@dataclass(slots=True)
class Uploaded:
    """Count blobs and bytes that have their receipt now; `problems` are of those that could not go."""

    blobs: int = 0
    size: int = 0
    problems: list[Problem] = field(default_factory=list)


def blobs_upload(store: SyncStore, session: Session, report: Report = silent) -> Uploaded:
    """Upload what operations name and the server has not receipted. Raises NetworkProblem.

    One that is lost, damaged or refused does not keep the others: the caller tells of it at the end.
    """
    done = Uploaded()
    waiting = store.blobs.waiting()
    total = sum(size for _, size in waiting)
    for sha256, size in waiting:
        report(Progress("blobs", done.size, total))
        if (problem := _offer(store, session, sha256)) is not None:
            done.problems.append(problem)
            continue
        store.blobs.received(sha256)
        done.blobs, done.size = done.blobs + 1, done.size + size
    report(Progress("blobs", done.size, total))
    return done


def _offer(store: SyncStore, session: Session, sha256: str) -> Problem | None:
    try:
        content = store.blobs.read(sha256)
    except (BlobMissing, SealBroken) as problem:
        return problem
    reply = _upload(session, sha256, content)
    return None if reply.is_ok else reply.problem()


def _upload(session: Session, sha256: str, content: bytes) -> Reply:
    """Put a blob, then go on from the server's offset as long as that gets further."""
    path, furthest, idle = f"/api/v1/blobs/{sha256}", -1, 0
    problem: NetworkUnreachable | None = None
    offset = 0
    while idle < session.limits.tries:
        try:
            reply = _send(session, path, content, offset)
            if reply.status not in (404, 409):
                return reply
        except NetworkUnreachable as error:
            problem = error
        session.client.wait(idle)
        with contextlib.suppress(NetworkUnreachable):
            offset = _offset(session, path, len(content))
        idle = 0 if offset > furthest else idle + 1
        furthest = max(furthest, offset)
    raise problem or ServerUnexpected(f"blob {sha256[:12]}")


def _send(session: Session, path: str, content: bytes, offset: int) -> Reply:
    headers = {"Content-Type": "application/octet-stream"}
    if not offset:
        return session.ask("PUT", path, content, headers, tries=1)
    headers["Upload-Offset"] = str(offset)
    return session.ask("PATCH", path, content[offset:], headers, tries=1)


def _offset(session: Session, path: str, size: int) -> int:
    """Ask how much the server has; what it has whole is offered as an empty end, for the receipt."""
    reply = session.ask("HEAD", path, signed=False)
    text = reply.headers.get(OFFSET, "")
    if reply.status == 404 or not text.isdigit():
        return 0
    return min(int(text), size)
