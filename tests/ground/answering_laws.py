"""The laws of answers as questions: each says whether a checklist and a visit break it."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from shared.checklist import Answers, Checklist, score_of
from tests.ground.checklist_laws import Deed, checklists, deed_do, visits
from tests.ground.plain_answering import Reckoning

PROFILE = {"site.kind": "restaurant"}


class Case:
    """A checklist and a visit, shown by what a person would need to try it again."""

    def __init__(self, checklist: Checklist, deeds: list[Deed]) -> None:
        self.checklist = checklist
        self.deeds = deeds

    def __repr__(self) -> str:
        return f"{self.deeds}\n{self.checklist.source.decode()}"


def visited(checklist: Checklist, deeds: list[Deed]) -> Answers:
    """Do the deeds one after the other."""
    answers = Answers(checklist, PROFILE)
    for deed in deeds:
        deed_do(answers, deed)
    return answers


def picture(answers: Answers) -> dict[str, Any]:
    """Give all that can be seen of the answers."""
    return {
        "states": states(answers),
        "failed": answers.failed(),
        "missing": answers.missing(),
        "progress": [answers.progress(section.id) for section in answers.checklist.sections],
        "score": score_of(answers),
    }


def states(answers: Answers) -> dict[Any, Any]:
    """Give what counts of every item at every instance."""
    found = {}
    for section in answers.checklist.sections:
        names = answers.instances(section.id)
        for at in [(name,) for name in names] if section.repeat else [()]:
            for item in section.items:
                found[item.id, at] = answers.is_visible(item.id, at), answers.given(item.id, at)
    return found


def instances(answers: Answers) -> list[tuple[str, str]]:
    """Give every open instance."""
    sections = answers.checklist.sections
    return [(one.id, name) for one in sections for name in answers.instances(one.id)]


def order_matters(checklist: Checklist, deeds: list[Deed]) -> bool:
    """Step by step: the same answers given at once, in another order, look otherwise."""
    answers, again = visited(checklist, deeds), Answers(checklist, PROFILE)
    for section, name in instances(answers):
        again.instance_add(section, name)
    kept = list(answers.all().items())
    random.Random(len(kept)).shuffle(kept)
    for (item, at), answer in kept:
        again.answer(item, answer.value, at=at, note=answer.note)
    return picture(again) != picture(answers)


def plain_reckoning_differs(checklist: Checklist, deeds: list[Deed]) -> bool:
    """The engine gives other states than reckoning plainly from the answers that stand."""
    answers = visited(checklist, deeds)
    return states(answers) != Reckoning(answers, PROFILE).states()


def something_is_stale(checklist: Checklist, deeds: list[Deed]) -> bool:
    """Evaluating everything anew changes something."""
    return bool(visited(checklist, deeds).recheck())


def change_is_told_wrong(checklist: Checklist, deeds: list[Deed]) -> bool:
    """A deed changes what it does not tell, or tells what it does not change."""
    answers = Answers(checklist, PROFILE)
    for deed in deeds:
        before, kept = states(answers), answers.all()
        told = deed_do(answers, deed) or frozenset()
        after, now = states(answers), answers.all()
        moved = {key for key in before | after if before.get(key) != after.get(key)}
        moved |= {key for key in kept | now if kept.get(key) != now.get(key)}
        if moved != told:
            return True
    return False


def hidden_counts(checklist: Checklist, deeds: list[Deed]) -> bool:
    """Taking back the answers of hidden items changes something."""
    answers = visited(checklist, deeds)
    seen = picture(answers)
    for item, at in [key for key in answers.all() if not answers.is_visible(*key)]:
        answers.withdraw(item, at=at)
    return picture(answers) != seen


def withdrawing_leaves_something(checklist: Checklist, deeds: list[Deed]) -> bool:
    """Answering what was not answered, and taking it back, leaves a trace."""
    answers = visited(checklist, deeds)
    before, opened = picture(answers), instances(answers)
    for item in checklist.items:
        names = answers.instances(item.section)
        repeat = checklist.section(item.section).repeat
        for at in [(name,) for name in (*names, "新")] if repeat else [()]:
            if answers.get(item.id, at) is None and item.type != "calculated":
                answers.answer(item.id, "na", at=at)
                answers.withdraw(item.id, at=at)
    for section, name in instances(answers):
        if (section, name) not in opened:
            answers.instance_remove(section, name)
    return picture(answers) != before


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case."""
    return Case(draw(checklists()), draw(visits()))


def law_breaks(name: str, case: Case) -> bool:
    """Say whether the case breaks the law of that name."""
    return LAWS[name](case.checklist, case.deeds)


LAWS: Mapping[str, Callable[[Checklist, list[Deed]], bool]] = {
    one.__name__: one
    for one in (
        plain_reckoning_differs,
        order_matters, something_is_stale, change_is_told_wrong, hidden_counts, withdrawing_leaves_something,
    )
}  # fmt: skip
