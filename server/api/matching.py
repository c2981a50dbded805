"""If-Match on edits, If-None-Match on reads."""

from django.http import HttpRequest

from shared.problems import Problem


class EditConflict(Problem):
    """The row changed since it was shown, or the edit does not say what it saw."""


def etag(position: int) -> str:
    """Give the ETag of a row: the ledger position that made it so."""
    return f'"{position}"'


def match_check(request: HttpRequest, *, position: int) -> None:
    """Refuse an edit whose If-Match is missing (428) or older than the row (412)."""
    if (seen := request.headers.get("If-Match")) is None:
        raise EditConflict(
            "if_match_missing",
            "The edit does not say which state it saw.",
            "Send If-Match with the row's ETag.",
            status=428,
        )
    if etag(position) not in [part.strip() for part in seen.split(",")]:
        raise EditConflict(
            "changed_meanwhile", "这条记录已被他人修改。", "请刷新，核对新内容后再改。", status=412
        )


def unchanged(request: HttpRequest, *, position: int) -> bool:
    """Say whether the asker already has this state, so that 304 is enough."""
    return etag(position) in request.headers.get("If-None-Match", "")
