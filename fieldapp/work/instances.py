"""Instances of a repeat section: the second crane, the third cylinder."""

from fieldapp.work import rows as r
from fieldapp.work.live import live_open, part_key
from fieldapp.work.tablet import Tablet
from shared.clock import instant_text


def instance_add(tablet: Tablet, *, run: str, section: str, name: str) -> r.AnswerSaved:
    """Open an instance of a repeat section; it is on disk when this returns, again is a success.

    Raises AnswerRefused for a name that is none, RunMissing, RunClosed, DiskFull.
    """
    live = live_open(tablet, run)
    name, now = name.strip(), instant_text(tablet.clock.now())
    changed = live.draft.answers.instance_add(section, name)
    fact = {"section": section, "name": name}
    try:
        tablet.drafts.part_put(run, "fact", f"instance/{part_key(section, (name,))}", fact, now)
    except BaseException:
        if changed:
            live.draft.answers.instance_remove(section, name)
        raise
    return r.AnswerSaved(run, section, (name,), changed, now)
