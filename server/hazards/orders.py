"""Orders: the paper that gives hazards a number, a date and a service.

draft → issued → served → due → closed | escalated; extensions come with their own issue.
"""

from collections.abc import Collection, Mapping

from server.accounts.models import Officer
from server.api.reading import Facts
from server.hazards.models import LIVE, RectificationOrder
from server.inspections.services import VisitAccepted
from server.ledger.acceptance import Acceptance
from server.places.duty import is_outside
from shared.ids import derived_id
from shared.inspection import kind_rules
from shared.problems import Fault, Problem
from shared.sync import Outcome
from shared.text import term

# action → {state before: state after}; what is not written here is refused.
ORDER_NEXT: Mapping[str, Mapping[str, str]] = {
    "serve": {"draft": "served", "issued": "served"},
    "mark_due": {"issued": "due", "served": "due", "extended": "due"},
    "escalate": dict.fromkeys(
        ("issued", "served", "extension_requested", "extended", "due"), "escalated"
    ),
}


class OrderRefused(Problem):
    """Refuse a deed on an order."""


def order_issue(
    acceptance: Acceptance, accepted: VisitAccepted
) -> RectificationOrder | Fault | None:
    """Store the order a visit handed over, one for all its dated findings; None when it made none.

    A number that is used already makes a conflict: the paper itself stays with the visit.
    """
    visit, data = accepted.visit, accepted.data
    paper = next((one for one in data.papers if one.kind == "order"), None)
    days = [one.deadline for one in accepted.findings if one.signed and one.deadline]
    if paper is None or not days or not kind_rules(data.kind).orders:
        return None
    number = paper.number[:64]
    if (fault := _number_fault(number)) is not None:
        return fault
    served_how = _served_how(accepted)
    body = Officer.objects.filter(id=acceptance.officer).values_list("body", flat=True).first()
    order = RectificationOrder.objects.create(
        id=derived_id("order", acceptance.entry_hash),
        number=number,
        site=visit.site,
        visit=visit,
        state="served" if served_how else "issued",
        due_on=max(days),
        body=body or "",
        issued_by=acceptance.officer,
        issued_at=acceptance.happened_at,
        served_at=acceptance.happened_at if served_how else None,
        served_how=served_how,
        paper_sha256=paper.sha256,
        position=acceptance.position,
        changed_position=acceptance.position,
    )
    acceptance.arrived(f"order:{order.id}")
    return order


def _number_fault(number: str) -> Fault | None:
    if not number:
        return Fault("order_number_missing", "责令限期整改指令书没有文号。", "请补作更正记录。")
    if RectificationOrder.objects.filter(number=number).exists():
        return Fault(
            "order_number_used",
            f"责令限期整改指令书文号 {number} 已被使用。",
            "文书已随检查记录保存；请安全办公室核对文号，必要时另行下达。",
        )
    return None


def _served_how(accepted: VisitAccepted) -> str:
    """Say how the order was served on the spot, or "" when the site neither signed nor refused."""
    for signature in reversed(accepted.data.signatures):
        if signature.who != "site":
            continue
        if signature.image is not None:
            return "当场送达，当事人签收"
        if signature.refused is not None and signature.witness:
            return f"当场送达，当事人拒签，见证人 {signature.witness}"[:100]
    return ""


def order_serve(*, acceptance: Acceptance) -> Outcome:
    """Note that an order was served: how and when; a served one is not served again."""
    facts = Facts(acceptance.data, "order.serve")
    name = facts.text("order", need=True, most=64)
    how = facts.text("how", need=True, most=100)
    at = facts.instant("at") or acceptance.happened_at
    facts.done()
    order = RectificationOrder.objects.select_related("site").filter(id=name).first()
    if order is None:
        return Outcome.held(
            code="order_unknown",
            remedy=f"没有编号为 {name} 的责令限期整改指令书；请核对编号。",
            waits_for=f"order:{name}",
        )
    if is_outside(acceptance, order.site.street):
        return Outcome.held(
            code="order_outside_area",
            remedy=f"文书 {order.number} 不在填报人的辖区内；请安全办公室核对后放行或退回。",
        )
    after = ORDER_NEXT["serve"].get(order.state)
    if after is None:
        raise OrderRefused(
            "order_state_refused",
            f"文书 {order.number} 现为“{term('order_state', order.state)}”，不能再送达。",
            "请核对文书的当前状态。",
            status=409,
        )
    order.state, order.served_at, order.served_how = after, at, how
    order.changed_position, order.rev = acceptance.position, order.rev + 1
    order.save(update_fields=["state", "served_at", "served_how", "changed_position", "rev"])
    return Outcome.applied()


def orders_move(acceptance: Acceptance, orders: Collection[str], *, action: str) -> None:
    """Let orders take a step where their state allows it; the others stay as they are."""
    if not orders:
        return
    found = RectificationOrder.objects.filter(id__in=orders, state__in=ORDER_NEXT[action])
    moved = list(found)
    for order in moved:
        order.state = ORDER_NEXT[action][order.state]
        order.changed_position, order.rev = acceptance.position, order.rev + 1
    RectificationOrder.objects.bulk_update(moved, ["state", "changed_position", "rev"])


def orders_settle(acceptance: Acceptance, orders: Collection[str]) -> None:
    """Close the orders whose hazards have all ended."""
    if not orders:
        return
    done = RectificationOrder.objects.filter(id__in=orders).exclude(state="closed")
    for order in done.exclude(hazards__state__in=LIVE):
        order.state = "closed"
        order.changed_position, order.rev = acceptance.position, order.rev + 1
        order.save(update_fields=["state", "changed_position", "rev"])
