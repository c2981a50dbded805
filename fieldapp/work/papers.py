"""Papers of a run: rendered for reading, signed by hand; the finish stamps and keeps them."""

import hashlib
from dataclasses import dataclass, replace

from fieldapp.work import rows as r
from fieldapp.work.live import Live, live_open, live_renew, officer_join
from fieldapp.work.photos import signature_reduce
from fieldapp.work.runs import officer_data
from fieldapp.work.tablet import Tablet
from shared.clock import instant_text
from shared.inspection import SITE, WITNESS, Draft, SignatureFacts, local_day
from shared.inspection.paper_facts import paper_facts_of, paper_kinds_of, paper_number
from shared.paper import paper_render
from shared.problems import Problem

DEVICE_LETTERS = 4


class PaperNone(Problem):
    """Say that this visit makes no such paper."""

    def __init__(self, kind: str, kinds: tuple[str, ...]) -> None:
        listed = "、".join(kinds) if kinds else "无"
        super().__init__(
            "paper_none", f"本次检查没有“{kind}”这种文书。", f"本次检查的文书：{listed}。"
        )


class SignatureRefused(Problem):
    """Refuse what is neither a signature nor the refusal of one."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__("signature_refused", message, remedy)


@dataclass(frozen=True, slots=True)
class PaperState:
    """Hold what keeps a paper the same between reading and finishing.

    `digest` is of the answers and people it states: when they change, the looking ends anew.
    """

    serial: str
    finished: str
    digest: str


def paper_preview(tablet: Tablet, *, run: str, kind: str = "record") -> r.PaperPreview:
    """Render a paper as it would be signed now: these bytes are what a person reads.

    Raises PaperNone, RunClosed, PaperFontsMissing.
    """
    with tablet.working:
        live = live_open(tablet, run)
        kinds = paper_kinds_of(live.draft)
        if kind not in kinds:
            raise PaperNone(kind, kinds)
        state = paper_state(tablet, live)
        pdf = paper_pdf(tablet, live.draft, state, kind)
    number = paper_number_of(live.draft, state, kind)
    return r.PaperPreview(pdf, number, hashlib.sha256(pdf).hexdigest())


def paper_pdf(tablet: Tablet, draft: Draft, state: PaperState, kind: str) -> bytes:
    """Render one paper; the same facts are not rendered twice, since it takes a tablet seconds."""
    number = paper_number_of(draft, state, kind)
    facts = paper_facts_of(draft, kind=kind, number=number, finished=state.finished)
    found = tablet.papers.get(kind)
    if found is None or found[0] != facts:
        found = tablet.papers[kind] = (facts, paper_render(facts))
    return found[1]


def paper_number_of(draft: Draft, state: PaperState, kind: str) -> str:
    """Return the number a paper carries."""
    day = local_day(draft.started)
    return paper_number(kind, word=draft.authority.word, day=day, serial=state.serial)


def papers_read(tablet: Tablet, live: Live) -> dict[str, str]:
    """Return kind → SHA-256 of each paper as it would be read now; none while nobody has signed."""
    if not live.draft.signatures:
        return {}
    state = paper_state(tablet, live)
    return {
        kind: hashlib.sha256(paper_pdf(tablet, live.draft, state, kind)).hexdigest()
        for kind in paper_kinds_of(live.draft)
    }


def paper_state(tablet: Tablet, live: Live) -> PaperState:
    """Return the state the run's papers are rendered with, renewed after its content changed."""
    run, digest = live.row.run, tablet.drafts.digest(live.row.run)
    kept = tablet.drafts.part(run, "fact", "paper")
    if kept is not None and kept["digest"] == digest:
        return PaperState(**kept)
    now = instant_text(tablet.clock.now())
    with tablet.database.writing():
        serial = kept["serial"] if kept else _serial_next(tablet)
        state = PaperState(serial, now, digest)
        value = {"serial": state.serial, "finished": state.finished, "digest": state.digest}
        tablet.drafts.part_put(run, "fact", "paper", value, live.row.changed)
    return state


def _serial_next(tablet: Tablet) -> str:
    """Take the tablet's next serial; a rebuilt store goes on after its last operation."""
    seq, _ = tablet.operations.head()
    number = max(int(tablet.meta.get("paper_serial") or 0) + 1, seq)
    tablet.meta.put("paper_serial", number)
    device = str(tablet.ring.identity["device"]).replace("-", "")
    return f"{device[-DEVICE_LETTERS:].upper()}-{number:04d}"


def signature_add(
    tablet: Tablet,
    *,
    run: str,
    who: str,
    image: bytes | None = None,
    refused: str | None = None,
    witness: str | None = None,
) -> None:
    """Keep a handwritten signature of an officer, the site or a witness, or the site's refusal.

    An officer who signs joins the visit and must be unlocked. A later one replaces an earlier. What
    was signed is noted; a change of the content after it is told by `run_missing`. Raises
    SignatureRefused, SignatureBlank, PhotoUnreadable, OfficerLocked, RunClosed, DiskFull.
    """
    _signature_check(who, image, refused)
    content = signature_reduce(image) if image is not None else None
    now = instant_text(tablet.clock.now())
    with tablet.working:
        live = live_open(tablet, run)
        if who not in (SITE, WITNESS):
            officer_join(tablet, run, who, officer_data(tablet, who), now)
            live = live_open(tablet, run)
        sha256 = None
        if content is not None:
            sha256 = tablet.blobs.add(content, media="image/png", run=run, made=now)
        signature = SignatureFacts(who, now, sha256, refused, witness)
        signature = replace(signature, read=_read_with(tablet, live, signature))
        names = SignatureFacts.__dataclass_fields__
        value = {name: getattr(signature, name) for name in names}
        tablet.drafts.part_put(run, "signature", who, value, now)
        live_renew(tablet, run)


def _signature_check(who: str, image: bytes | None, refused: str | None) -> None:
    if (image is None) == (refused is None):
        raise SignatureRefused("签名和拒签理由应二选一。", "请签名；拒绝签名的写明理由和见证人。")
    if refused is not None and who != SITE:
        raise SignatureRefused("只有被检查单位可以登记拒签。", "检查人员和见证人请本人签名。")


def _read_with(tablet: Tablet, live: Live, signature: SignatureFacts) -> str | None:
    """Return the hash of the record under which the signature stands; a refusal is said in it."""
    draft = replace(live.draft, signatures=(*live.draft.signatures, signature))
    kinds = paper_kinds_of(draft)
    if not kinds:
        return None
    pdf = paper_pdf(tablet, draft, paper_state(tablet, live), kinds[0])
    return hashlib.sha256(pdf).hexdigest()
