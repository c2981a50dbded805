"""If-None-Match on reads, If-Match on edits: a tag is the hash of what was answered."""

import hashlib

from django.http import HttpRequest
from django.utils.http import parse_etags

from shared.problems import Problem


class EditConflict(Problem):
    """The row changed since it was shown, or the edit does not say what it saw."""


def etag(body: bytes) -> str:
    """Give the ETag of an answer."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def match_check(request: HttpRequest, *, tag: str, need: bool = False) -> None:
    """Refuse a request whose If-Match names another state (412), or with `need` none at all (428)."""
    if (seen := request.headers.get("If-Match")) is None:
        if need:
            raise EditConflict(
                "if_match_missing",
                "The edit does not say which state it saw.",
                "Send If-Match with the row's ETag.",
                status=428,
            )
        return
    if not _names(seen, tag, weak=False):
        raise EditConflict(
            "changed_meanwhile", "这条记录已被他人修改。", "请刷新，核对新内容后再改。", status=412
        )


def unchanged(request: HttpRequest, *, tag: str) -> bool:
    """Say whether the asker already has this state, so that 304 is enough."""
    return _names(request.headers.get("If-None-Match", ""), tag, weak=True)


def _names(header: str, tag: str, *, weak: bool) -> bool:
    """Say whether a header lists a tag or `*`; only a read takes a weak tag for the same."""
    listed = parse_etags(header)
    return "*" in listed or tag in listed or (weak and f"W/{tag}" in listed)
