"""The language chosen, as .kv files read it: `say('today.title')`, `term('verdict', 'pass')`."""

from fieldapp.presenters.wording import Wording

_chosen: list[Wording] = []


def use(wording: Wording) -> None:
    """Speak with this wording from now on."""
    _chosen[:] = [wording]


def say(key: str, **values: object) -> str:
    """Give the sentence of that key."""
    return _chosen[0].say(key, **values)


def term(group: str, code: str) -> str:
    """Give the word of a code."""
    return _chosen[0].term(group, code)


def wording() -> Wording:
    """Give the wording in use."""
    return _chosen[0]
