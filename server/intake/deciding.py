"""Decide one operation: find its handler, see that its author may bring it, apply it alone or with others."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from server.accounts.models import Officer
from server.intake import handlers
from server.intake.handlers import Intent
from server.intake.receiving import problem_text
from server.ledger.acceptance import Acceptance
from server.ledger.writing import Writer
from shared.problems import Problem
from shared.sync import Outcome

logger = logging.getLogger(__name__)
# Intents about operations themselves; holding, which stands above this module, puts them here.
OWN_INTENTS: dict[str, Intent] = {}


class IntentRefused(Problem):
    """Refuse an intent that is not in its form, or whose author may not bring it."""


def operation_decide(*, acceptance: Acceptance) -> Outcome:
    """Apply an operation by its handler; raise what the handler raises.

    A kind or an intent this version does not know is held until a version comes that does.
    """
    kind = acceptance.envelope.kind
    if kind == "intent":
        return _intent_decide(acceptance)
    handler = handlers.KIND_HANDLERS.get(kind)
    if handler is None:
        return _unknown(f"kind:{kind}", f"操作类型 {kind}")
    return handler(acceptance=acceptance)


def is_known(awaited: str) -> bool:
    """Say whether an operation held for a kind or an intent can be applied by this version."""
    sort, _, name = awaited.partition(":")
    if sort == "kind":
        return name in handlers.KIND_HANDLERS
    return sort == "intent" and name in handlers.INTENT_HANDLERS


def intent_name(kind: str, data: Mapping[str, Any]) -> str:
    """Give the noun.verb of an intent, "" of anything else."""
    name = data.get("name") if kind == "intent" else ""
    return name[:64] if isinstance(name, str) else ""


class NothingApplied(Exception):
    """Undo what a handler wrote before it said that the operation is held or rejected."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.outcome)
        self.outcome = outcome


def operation_apply(*, acceptance: Acceptance) -> Outcome:
    """Apply one operation; raise what the handler raises, and NothingApplied where it says held or rejected.

    What is held or rejected has no effect, whatever its handler wrote first: the caller undoes all of it.
    """
    outcome = operation_decide(acceptance=acceptance)
    if outcome.outcome in ("held", "rejected"):
        raise NothingApplied(outcome)
    return outcome


def operation_apply_alone(*, writer: Writer, acceptance: Acceptance) -> Outcome:
    """Apply one operation inside a savepoint, so that nothing it does can spoil the others.

    A Problem rejects it; any other fault of ours holds it for the office, and is logged.
    """
    mark = writer.mark()
    try:
        with transaction.atomic():
            outcome = operation_apply(acceptance=acceptance)
            # Foreign keys are looked at when the transaction commits: too late to know whose row it was.
            connection.check_constraints()
            return outcome
    except NothingApplied as said:
        writer.fall_back(mark)
        return said.outcome
    except Problem as problem:
        writer.fall_back(mark)
        return Outcome.rejected(code=problem.code, remedy=problem_text(problem))
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return _failed(writer, mark, acceptance)
    except Exception:
        return _failed(writer, mark, acceptance)


def _failed(writer: Writer, mark: Any, acceptance: Acceptance) -> Outcome:
    envelope = acceptance.envelope
    logger.exception(
        "operation %s of %s, seq %s failed", envelope.id, acceptance.device, envelope.seq
    )
    writer.fall_back(mark)
    return Outcome.held(
        code="handler_failed",
        remedy="服务器处理这条记录时出错，记录已原样保存；请安全办公室联系信息人员，修复后放行。",
    )


def _intent_decide(acceptance: Acceptance) -> Outcome:
    name, data = acceptance.envelope.data.get("name"), acceptance.envelope.data.get("data", {})
    if not isinstance(name, str) or not isinstance(data, Mapping):
        raise IntentRefused(
            "intent_unreadable",
            "办理请求缺少名称（name）或内容（data）。",
            "已保留备查，请升级应用后重新提交。",
        )
    intent = OWN_INTENTS.get(name) or handlers.INTENT_HANDLERS.get(name)
    if intent is None:
        return _unknown(f"intent:{name}", f"办理请求 {name}")
    _check_author(acceptance, name, intent)
    return intent.handler(acceptance=acceptance)


def _check_author(acceptance: Acceptance, name: str, intent: Intent) -> None:
    if acceptance.origin not in intent.origins:
        raise IntentRefused(
            "intent_origin_refused",
            f"{name} 不能从这里提交（来源 {acceptance.origin}）。",
            "请在办公室页面办理。",
            status=403,
        )
    # What the office does was allowed by the page's own permission; a tablet has no page.
    if acceptance.origin != "device" or not intent.roles:
        return
    role = Officer.objects.filter(id=acceptance.officer, active=True).values_list("role", flat=True)
    if role.first() not in intent.roles:
        raise IntentRefused(
            "intent_role_refused",
            f"{acceptance.officer} 的角色不能提交 {name}。",
            "请由有权限的人员办理；原记录已保留。",
            status=403,
        )


def _unknown(awaited: str, what: str) -> Outcome:
    return Outcome.held(
        code="record_kind_unknown",
        remedy=f"{what} 不认识，已原样保存，待服务器升级后自动处理。",
        waits_for=awaited[:160],
    )
