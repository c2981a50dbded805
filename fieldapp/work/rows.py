"""What the functions of `fieldapp.work` answer: frozen rows, ready to be shown or printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.checklist import Checklist
from shared.problems import Fault

if TYPE_CHECKING:
    from shared.checklist import Answers
    from shared.inspection import Draft


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """Say who may use this tablet, and whether they have a PIN and are signed in."""

    id: str
    name: str
    body: str
    certificate: str
    enrolled: bool  # belongs to this tablet (may unlock it)
    ready: bool  # has set a PIN here
    unlocked: bool
    author: bool  # the one in whose name operations are made now
    retry_at: str | None = None  # instant before which the PIN is not tried


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: str
    epoch: str
    officers: tuple[OfficerRow, ...]


@dataclass(frozen=True, slots=True)
class Unlocked:
    officer: str
    name: str
    first: bool  # the PIN was set by this call


@dataclass(frozen=True, slots=True)
class StreetRow:
    code: str
    name: str
    sites: int


@dataclass(frozen=True, slots=True)
class SiteRow:
    """Show one place in a list; `level` is None where nothing is known (grey)."""

    id: str
    name: str
    name_en: str
    address: str
    street: str
    kind: str
    state: str
    lon: int | None  # 1e-7 degree
    lat: int | None
    datum: str
    checklists: tuple[str, ...]
    level: str | None = None  # the worst current risk level
    confidence: str | None = None
    hazards: int = 0  # open ones
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class FacilityRow:
    id: str
    site: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class HazardRow:
    id: str
    site: str
    facility: str | None
    scenario: str
    item: str | None
    slot: str
    grade: str
    state: str
    title_zh: str
    title_en: str
    found_on: str
    due_on: str | None
    recurrence: int
    position: int  # the feed position this tablet saw it at


@dataclass(frozen=True, slots=True)
class RiskRow:
    id: str
    site: str
    facility: str | None
    scenario: str
    level: str
    d: str
    confidence: str
    as_of: str
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    id: str
    number: str
    kind: str
    site: str
    site_name: str
    checklists: tuple[str, ...]
    officers: tuple[str, ...]
    body: str
    ground: str
    starts: str  # date
    ends: str
    state: str
    run: str | None = None  # the run begun for it here
    level: str | None = None


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    id: str
    version: str
    ref: str
    field: str
    zh: str
    en: str
    label: str
    items: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """Show one visit on this tablet: open, finished or discarded."""

    id: str
    site: str
    site_name: str
    checklist: str
    checklist_zh: str
    checklist_en: str
    visit: str  # enforcement, urgent, patrol, service, self
    task: str | None
    state: str  # open, finished, discarded
    started: str
    changed: str
    finished: str | None
    answered: int


@dataclass(frozen=True, slots=True)
class SiteDetail:
    site: SiteRow
    contact: str
    phone: str
    enterprise: str
    facilities: tuple[FacilityRow, ...]
    hazards: tuple[HazardRow, ...]
    risks: tuple[RiskRow, ...]
    tasks: tuple[TaskRow, ...]
    runs: tuple[RunRow, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """Hold an open run; `answering` is live: `answer_save` feeds it and re-evaluates dependants."""

    run: str
    state: str
    draft: "Draft"
    checklist: Checklist
    answering: "Answers"
    site: SiteRow
    task: TaskRow | None


@dataclass(frozen=True, slots=True)
class AnswerSaved:
    """Tell that an answer is on disk; `changed` are the (item, at) pairs to draw again."""

    run: str
    item: str
    at: tuple[str, ...]
    changed: frozenset[tuple[str, tuple[str, ...]]]
    saved_at: str


@dataclass(frozen=True, slots=True)
class PaperPreview:
    pdf: bytes
    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OperationRow:
    """Show one operation; `owner` is you, network, server or office: who must act now."""

    seq: int
    id: str
    kind: str
    hash: str
    state: str
    owner: str
    code: str | None
    remedy: str | None
    waits_for: str | None
    title: str
    at: str
    blobs: int = 0
    blobs_received: int = 0


@dataclass(frozen=True, slots=True)
class PullReport:
    rows: int
    pages: int
    scopes: tuple[str, ...]
    left: tuple[str, ...]  # scopes this tablet has no more
    server_time: str


@dataclass(frozen=True, slots=True)
class PushReport:
    sent: int
    outcomes: Mapping[str, int]
    blobs: int
    blob_bytes: int
    waiting: int  # operations still not answered


@dataclass(frozen=True, slots=True)
class SyncReport:
    push: PushReport
    pull: PullReport
    confirmed: int


@dataclass(frozen=True, slots=True)
class Status:
    """Sum up a tablet for the sync centre and `status --json`."""

    device: str | None
    label: str
    url: str | None
    epoch: str | None
    author: str | None
    unlocked: tuple[str, ...]
    runs_open: int
    operations: Mapping[str, int]  # state -> count
    blobs_waiting: int
    blobs_waiting_bytes: int
    rows: Mapping[str, int]  # kind of mirrored row -> count
    scopes: tuple[str, ...]
    last_contact: str | None
    journal_mode: str
    synchronous: str
    key_store: str  # what protects the keys, to be said on screen
    disk_free: int
    disk_low: bool
    notices: tuple[str, ...] = ()  # e.g. a store that was set aside and rebuilt


@dataclass(frozen=True, slots=True)
class Verified:
    operations: int
    blobs: int
    outbox: int
    faults: tuple[Fault, ...]
