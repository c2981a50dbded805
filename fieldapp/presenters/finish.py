"""The end of a visit: what is missing, the papers to read, who signs, and the one deed that ends it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fieldapp.presenters.base import Presenter, Trouble
from fieldapp.presenters.finish_look import Looked, visit_look
from fieldapp.presenters.run_rows import Key
from fieldapp.presenters.shell import Shell
from fieldapp.work import (
    OfficerRow,
    OperationRow,
    PaperPreview,
    officers_list,
    run_finish,
    signature_add,
)
from shared.inspection import (
    SITE,
    WITNESS,
    Draft,
    Finding,
    SignatureFacts,
    finding_place,
    findings_of,
)
from shared.problems import Fault, Problem


@dataclass(frozen=True, slots=True)
class Missing:
    """Show one thing that stands between the visit and its end, and where it is mended."""

    message: str
    remedy: str
    place: str  # the item as people name it, empty for what has no item
    key: Key | None


@dataclass(frozen=True, slots=True)
class Signer:
    """Show one who is to sign."""

    who: str  # an officer's id, site, witness
    name: str
    state: str  # waiting, signed, refused, void, locked
    at: str = ""
    reason: str = ""  # of a refusal
    witness: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """Show one finding of a visit that makes no papers."""

    place: str
    grade: str
    text: str
    note: str
    deadline: str


@dataclass(frozen=True, slots=True)
class FinishState:
    """Show how far the visit is from its end."""

    title: str = ""
    subtitle: str = ""
    missing: tuple[Missing, ...] = ()
    signers: tuple[Signer, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    kinds: tuple[str, ...] = ()  # papers this visit makes
    kind: str = ""
    paper: PaperPreview | None = None
    pages: tuple[bytes, ...] = ()  # pictures (PNG) drawn from the paper's own bytes
    checking: bool = False  # the visit is being looked at, its paper drawn
    paper_trouble: Trouble | None = None
    asking: str = ""  # who is signing now; refuse: the site's refusal is being written
    trouble: Trouble | None = None
    finishing: bool = False


class FinishPresenter(Presenter[FinishState]):
    """Show papers, take signatures, finish."""

    def __init__(self, shell: Shell, *, run: str) -> None:
        super().__init__(FinishState())
        self._shell = shell
        self._run = run
        self._check(lambda: None)

    def reword(self) -> None:
        """Word everything anew."""
        self._check(lambda: None)

    def paper_choose(self, kind: str) -> None:
        """Show another paper of this visit."""
        self._state = replace(self.state, kind=kind)
        self._check(lambda: None)

    def mend(self, missing: Missing) -> None:
        """Go where a missing thing is mended."""
        if missing.key is not None:
            item, at = missing.key
            self._shell.open("run", run=self._run, item=item, at=at)

    def sign_ask(self, who: str) -> None:
        """Lay the signing sheet over the screen; an officer who is locked out signs in first."""
        signer = next((one for one in self.state.signers if one.who == who), None)
        if signer and signer.state == "locked":
            return self._shell.open("unlock")
        return self._show(asking=who, trouble=None)

    def refuse_ask(self) -> None:
        """Ask for the reason of a refusal and its witness."""
        self._show(asking="refuse", trouble=None)

    def ask_close(self) -> None:
        """Put the sheet away."""
        if self.state.asking:
            self._show(asking="", trouble=None)

    def sign(self, who: str, image: bytes) -> None:
        """Keep a signature."""
        self._keep(who, image=image)

    def refuse(self, reason: str, witness: str) -> None:
        """Keep the site's refusal with its reason and witness."""
        say = self._shell.wording.say
        if not reason.strip() or not witness.strip():
            return self._show(trouble=Trouble(say("finish.refuse_both")))
        return self._keep(SITE, refused=reason.strip(), witness=witness.strip())

    def finish(self) -> None:
        """End the visit: one signed operation, then an exchange with the office is tried."""
        self._show(finishing=True, trouble=None)
        self._shell.background.run(
            lambda _report: run_finish(self._shell.tablet, run=self._run),
            done=self._finished,
            failed=self._refused,
        )

    # --- inside ----------------------------------------------------------------------------

    def _finished(self, made: OperationRow) -> None:
        self._shell.open("today")
        said = self._shell.wording.say("finish.done", title=made.title, seq=made.seq)
        self._shell.tell(said, icon="check-all")
        self._shell.sync()

    def _refused(self, problem: Problem) -> None:
        self._check(lambda: None)
        self._show(finishing=False, trouble=self._shell.wording.trouble(problem))

    def _keep(
        self,
        who: str,
        *,
        image: bytes | None = None,
        refused: str | None = None,
        witness: str | None = None,
    ) -> None:
        self._check(
            lambda: signature_add(
                self._shell.tablet,
                run=self._run,
                who=who,
                image=image,
                refused=refused,
                witness=witness,
            )
        )

    def _check(self, deed: Callable[[], None]) -> None:
        """Do something, then look at the whole visit again: beside the drawing, papers take a while."""
        self._show(checking=True, trouble=None)
        kind, lang = self.state.kind, self._shell.wording.lang

        def look(_report: object) -> Looked:
            deed()
            return visit_look(self._shell.tablet, run=self._run, kind=kind, lang=lang)

        self._shell.background.run(look, done=self._looked, failed=self._unkept)

    def _unkept(self, problem: Problem) -> None:
        self._show(checking=False, trouble=self._shell.wording.trouble(problem))

    def _looked(self, looked: Looked) -> None:
        words, draft = self._shell.wording, looked.draft
        void = _void_signers(draft, looked.faults)
        site = words.pick(draft.site.name, draft.site.name_en)
        title = "finish.title" if draft.rules.papers else "finish.title_plain"
        problem = looked.problem
        self._show(
            title=words.say(title, kind=words.term("visit_kind", draft.kind)),
            subtitle=words.join((site, words.of(draft.checklist.text))),
            missing=tuple(_missing(fault, draft) for fault in looked.faults),
            signers=tuple(self._signers(draft, void)),
            findings=tuple(self._finding(one, draft) for one in findings_of(draft)),
            kinds=looked.kinds,
            kind=looked.kind,
            paper=looked.paper,
            pages=looked.pages,
            paper_trouble=words.trouble(problem) if problem else None,
            checking=False,
            finishing=False,
            asking="",
        )

    def _finding(self, finding: Finding, draft: Draft) -> FindingLine:
        words = self._shell.wording
        answer = draft.answers.get(*finding.key) if finding.item else None
        text = words.of(draft.checklist.item(finding.item).text) if finding.item else ""
        return FindingLine(
            place=finding_place(finding),
            grade=finding.grade,
            text=text,
            note=(answer.note if answer else finding.note) or "",
            deadline=words.say("run.deadline_advice", day=finding.deadline or ""),
        )

    def _signers(self, draft: Draft, void: frozenset[str]) -> list[Signer]:
        if not draft.rules.papers:
            return []
        rows = [row for row in officers_list(self._shell.tablet) if _may_sign(row, draft)]
        signers = [
            self._signer(row.id, row.name, draft, void, locked=not row.unlocked) for row in rows
        ]
        if draft.rules.site_signs:
            principal = draft.site.principal or self._shell.wording.say("finish.site_person")
            signers.append(self._signer(SITE, principal, draft, void))
            refusal = draft.signature(SITE)
            if refusal and refusal.refused is not None:
                signers.append(self._signer(WITNESS, refusal.witness or "", draft, void))
        return signers

    def _signer(
        self, who: str, name: str, draft: Draft, void: frozenset[str], *, locked: bool = False
    ) -> Signer:
        signature = draft.signature(who)
        if signature is None:
            return Signer(who, name, "locked" if locked else "waiting")
        return Signer(
            who,
            name,
            "void" if who in void else _standing(signature),
            self._shell.wording.moment(signature.at),
            signature.refused or "",
            signature.witness or "",
        )


def _standing(signature: SignatureFacts) -> str:
    return "refused" if signature.refused is not None else "signed"


def _may_sign(row: OfficerRow, draft: Draft) -> bool:
    """Say whether an officer makes this visit, or may join it by signing."""
    if draft.officer(row.id):
        return True
    return row.enrolled and (draft.task is None or row.id in draft.task.officers)


def _void_signers(draft: Draft, faults: tuple[Fault, ...]) -> frozenset[str]:
    """Find who signed under a paper that has changed since."""
    told = {fault.where.removeprefix("signatures.") for fault in faults}
    return frozenset(
        one.who
        for one in draft.signatures
        if one.who in told and (one.image is not None or (one.refused and one.witness))
    )


def _missing(fault: Fault, draft: Draft) -> Missing:
    item, *at = fault.where.split("#")
    known = item in draft.checklist.item_index
    place = fault.where if known else ""
    return Missing(fault.message, fault.remedy, place, (item, tuple(at)) if known else None)
