"""Hazards: what was found wrong, and what may become of it.

A **sighting** is one finding of a visit; sightings with the same **fingerprint** (place, item, slot)
share one live hazard. A **deed** moves a hazard along: the **table** says from which state to which,
the **guards** say who may and with what proof. A sighting **opens**, joins, **raises** or **reopens**;
a deed whose author had not seen another party's **change** is stale. All of it is decided here,
from facts that are passed in; nothing here knows a database, a clock or a screen.
"""

from shared.hazard.fingerprint import fingerprint_of, item_code
from shared.hazard.guards import Deed, DeedRefused, HazardFacts, deed_check
from shared.hazard.merging import MergeFacts, merge_check, merged_due
from shared.hazard.observing import (
    EFFECTS,
    RECURRENCE_DAYS,
    Ended,
    Live,
    ObservationEffect,
    Sighting,
    grade_maximum,
    observation_effect,
)
from shared.hazard.rechecking import (
    RecheckData,
    RecheckUnreadable,
    recheck_data_write,
    recheck_read,
)
from shared.hazard.staleness import Change, Standing, deed_standing
from shared.hazard.states import (
    ACTIONS,
    DEAD,
    GRADES,
    LIVE,
    ROLES,
    STATES,
    TABLE,
    may,
    state_after,
)

__all__ = [
    "ACTIONS",
    "DEAD",
    "EFFECTS",
    "GRADES",
    "LIVE",
    "RECURRENCE_DAYS",
    "ROLES",
    "STATES",
    "TABLE",
    "Change",
    "Deed",
    "DeedRefused",
    "Ended",
    "HazardFacts",
    "Live",
    "MergeFacts",
    "ObservationEffect",
    "RecheckData",
    "RecheckUnreadable",
    "Sighting",
    "Standing",
    "deed_check",
    "deed_standing",
    "fingerprint_of",
    "grade_maximum",
    "item_code",
    "may",
    "merge_check",
    "merged_due",
    "observation_effect",
    "recheck_data_write",
    "recheck_read",
    "state_after",
]
