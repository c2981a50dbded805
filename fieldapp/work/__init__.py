"""What a person can do on a tablet, one function for each deed.

A `Tablet` is one data folder, open. A *run* is a visit being made (a draft); its *answers* are on
disk before the function that saved them returns. `run_finish` turns a run into one signed
*operation*, which is queued, sent, and `confirmed` only when the server's own row says so.
Every refusal is a `shared.problems.Problem` whose message and remedy can be shown as they are.
"""

from fieldapp.work.answers import answer_save, blob_read, finding_confirm, photo_add, photo_remove
from fieldapp.work.enrolment import tablet_enrol
from fieldapp.work.exchange import changes_pull, sync_once, work_push
from fieldapp.work.finish import run_finish, run_missing
from fieldapp.work.officers import officer_lock, officer_unlock, officers_list
from fieldapp.work.operations import operations_list, tablet_status, tablet_verify
from fieldapp.work.papers import paper_preview, signature_add
from fieldapp.work.places import site_get, sites_find, streets_list
from fieldapp.work.rechecks import recheck_save
from fieldapp.work.rescue import rescue_write
from fieldapp.work.rows import (
    AnswerSaved,
    ChecklistRow,
    Enrolled,
    FacilityRow,
    HazardRow,
    OfficerRow,
    OperationRow,
    PaperPreview,
    PullReport,
    PushReport,
    RiskRow,
    RunRow,
    RunView,
    SiteDetail,
    SiteRow,
    Status,
    StreetRow,
    SyncReport,
    TaskRow,
    Unlocked,
    Verified,
)
from fieldapp.work.runs import fix_add, run_discard, run_open, run_start, runs_list
from fieldapp.work.tablet import Tablet
from fieldapp.work.tasks import checklists_for, tasks_list

__all__ = [
    "AnswerSaved",
    "ChecklistRow",
    "Enrolled",
    "FacilityRow",
    "HazardRow",
    "OfficerRow",
    "OperationRow",
    "PaperPreview",
    "PullReport",
    "PushReport",
    "RiskRow",
    "RunRow",
    "RunView",
    "SiteDetail",
    "SiteRow",
    "Status",
    "StreetRow",
    "SyncReport",
    "Tablet",
    "TaskRow",
    "Unlocked",
    "Verified",
    "answer_save",
    "blob_read",
    "changes_pull",
    "checklists_for",
    "finding_confirm",
    "fix_add",
    "officer_lock",
    "officer_unlock",
    "officers_list",
    "operations_list",
    "paper_preview",
    "photo_add",
    "photo_remove",
    "recheck_save",
    "rescue_write",
    "run_discard",
    "run_finish",
    "run_missing",
    "run_open",
    "run_start",
    "runs_list",
    "signature_add",
    "site_get",
    "sites_find",
    "streets_list",
    "sync_once",
    "tablet_enrol",
    "tablet_status",
    "tablet_verify",
    "tasks_list",
    "work_push",
]
