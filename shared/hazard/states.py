"""The states of a hazard and the table of its transitions, every cell known."""

from collections.abc import Mapping, Set

STATES = (
    "found", "confirmed", "ordered", "rectifying", "reported_done", "verified", "closed",
    "dismissed", "merged", "accepted", "transferred",
)  # fmt: skip
DEAD = ("closed", "dismissed", "merged")
LIVE = tuple(state for state in STATES if state not in DEAD)
GRADES = ("low", "general", "serious", "major")
NEW = ""  # the state of a hazard that is not there yet


def _stay(*states: str) -> dict[str, str]:
    return {state: state for state in states}


def _to(after: str, *states: str) -> dict[str, str]:
    return dict.fromkeys(states, after)


# action → {state before: state after}; what is not written here is forbidden.
_ALLOWED: Mapping[str, Mapping[str, str]] = {
    "find": {NEW: "found"},
    "reopen": {NEW: "found"},
    "confirm": {**_stay(*LIVE), "found": "confirmed"},
    "order": {
        **_to("ordered", "found", "confirmed", "ordered", "reported_done", "accepted"),
        **_to("ordered", "transferred"),
        "rectifying": "rectifying",
    },
    "rectify": _to("rectifying", "confirmed", "ordered", "rectifying"),
    "report_done": _to(
        "reported_done", "found", "confirmed", "ordered", "rectifying", "accepted", "transferred"
    ),
    "verify": _to(
        "verified", "found", "confirmed", "ordered", "rectifying", "reported_done", "accepted",
        "transferred",
    ),
    "fail_recheck": {
        **_to("rectifying", "confirmed", "ordered", "rectifying", "reported_done", "verified"),
        **_stay("found", "accepted", "transferred"),
    },
    "close": {"verified": "closed"},
    "dismiss": _to(
        "dismissed", "found", "confirmed", "ordered", "rectifying", "reported_done", "accepted",
        "transferred",
    ),
    "merge": _to("merged", *LIVE),
    "take_in": _stay(*LIVE),
    "accept": _to("accepted", "confirmed", "ordered", "rectifying", "accepted"),
    "transfer": _to(
        "transferred", "found", "confirmed", "ordered", "rectifying", "reported_done", "accepted",
        "transferred",
    ),
    "see_again": {**_stay(*LIVE), "reported_done": "rectifying", "verified": "rectifying"},
    "raise_grade": {**_stay(*LIVE), "accepted": "confirmed"},
    "lower_grade": {**_stay(*LIVE), "found": "confirmed"},
    "mark_overdue": _stay(*(state for state in LIVE if state != "verified")),
}  # fmt: skip
ACTIONS = tuple(_ALLOWED)
TABLE: Mapping[tuple[str, str], str | None] = {
    (state, action): _ALLOWED[action].get(state) for state in (NEW, *STATES) for action in ACTIONS
}

_LOOKS = frozenset({"inspector", "street", "office"})
_OFFICE = frozenset({"office"})
ROLES: Mapping[str, Set[str]] = {
    "find": _LOOKS,
    "reopen": _LOOKS,
    "see_again": _LOOKS,
    "raise_grade": _LOOKS,
    "confirm": frozenset({"office", "inspector"}),
    "order": frozenset({"office", "inspector"}),
    "rectify": _LOOKS | {"enterprise"},
    "report_done": _LOOKS | {"enterprise"},
    "verify": _LOOKS,
    "fail_recheck": _LOOKS,
    "close": _OFFICE,
    "dismiss": _OFFICE,
    "merge": _OFFICE,
    "take_in": _OFFICE,
    "accept": _OFFICE,
    "transfer": _OFFICE,
    "lower_grade": _OFFICE,
    "mark_overdue": frozenset({"clock", "office"}),
}


def state_after(state: str, action: str) -> str | None:
    """Return the state an action leads to, or None where the table forbids it.

    Raises KeyError for a word that is no state or no action: those are mistakes of ours.
    """
    return TABLE[state, action]


def may(role: str, action: str) -> bool:
    """Say whether a role may do an action at all; the guards say with what proof."""
    return role in ROLES[action]
