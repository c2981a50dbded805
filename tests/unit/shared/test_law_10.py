"""Law 10: what was signed is the artefact.

A visit is finished here by the real steps: render, read, stamp, hash, write, sign. `law_holds` asks
what a court would ask. Then each step is done wrong, as a hurried change might do it, and the law
must notice: a law whose test cannot fail protects nobody.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cache

import pytest

from shared.inspection import PaperRef, draft_missing, visit_data_write, visit_read
from shared.paper import Mark, artefact_faults, paper_read, paper_render, paper_stamp
from shared.paper.objects import file_mark, revision_append, revisions_read, stream_write
from shared.record import (
    Signature,
    SignatureWrong,
    SigningKey,
    body_read,
    body_write,
    first_prev,
    signature_verify,
)
from tests.ground import visits as v

KEYS = {
    who: SigningKey.from_bytes(hashlib.sha256(who.encode()).digest())
    for who in ("device", v.FIRST, v.SECOND)
}


@dataclass(frozen=True)
class Evidence:
    """What leaves the tablet: the body, who signed it, and the papers by their names."""

    body: bytes
    signatures: tuple[Signature, ...]
    papers: dict[str, bytes]


@cache
def rendered(facts):
    """Render the same facts once: eight bugs start from one paper."""
    return paper_render(facts)


@cache
def hands_png():
    return v.ink_png()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def hands():
    return [Mark(v.FIRST, image=hands_png()), Mark(v.SECOND, image=hands_png()), Mark("site", image=hands_png())]  # fmt: skip


def sign(body):
    return tuple(key.sign(body) for key in KEYS.values())


class Steps:
    """Finish a visit the right way; a bug overrides one step."""

    def render(self, draft):
        return rendered(v.paper_facts(draft))

    def stamp(self, read, draft):
        return paper_stamp(read, hands())

    def name(self, read, artefact):
        return sha256(artefact)

    def keep(self, read, artefact, draft):
        return artefact

    def body(self, data):
        return body_write(
            kind="visit", id="0193a4c2-7b1e-7c3a-9d11-2f6b8f0a1c55", device="D-7", seq=1,
            prev=first_prev(KEYS["device"].public), seen=0, officer=v.FIRST, app="test", form=None,
            wall=v.FINISHED, mono=1, boot="b", server_time=None, server_time_age=None, data=data,
        )  # fmt: skip

    def finish(self, draft):
        read = self.render(draft)
        draft = replace(draft, signatures=v.signatures(read=sha256(read)))
        assert draft_missing(draft, at=v.NOW, read={"record": sha256(read)}) == ()
        artefact = self.stamp(read, draft)
        ref = PaperRef("record", v.paper_facts(draft).number, self.name(read, artefact))
        body = self.body(visit_data_write(draft, finished=v.FINISHED, papers=[ref]))
        return Evidence(body, sign(body), {ref.sha256: self.keep(read, artefact, draft)})


def law_holds(evidence):
    """Say whether the paper at hand is the one that people read, signed, and vouched for."""
    try:
        for signature, key in zip(evidence.signatures, KEYS.values(), strict=True):
            signature_verify(message=evidence.body, signature=signature, public_key=key.public)
    except SignatureWrong:
        return False
    visit = visit_read(body_read(evidence.body).data)
    complete = {ref.sha256 for ref in visit.papers} == set(evidence.papers)
    return complete and artefact_faults(visit, evidence.papers) == ()


class PaperRenderedAgain(Steps):
    """The classic: at the end the paper is made anew from facts that changed meanwhile."""

    def stamp(self, read, draft):
        answers = v.faulty_answers(grade="major")
        answers.answer(
            "G07", "fail", note="大堂 6 号桌下有钢瓶三只", blobs=(v.PHOTO,), grade="major"
        )
        return paper_stamp(rendered(v.paper_facts(replace(draft, answers=answers))), hands())


class PaperSignedUnread(Steps):
    """The hash under the signatures is that of the unstamped paper."""

    def name(self, read, artefact):
        return sha256(read)


class PaperKeptUnstamped(PaperSignedUnread):
    """… and the unstamped paper is what is kept."""

    def keep(self, read, artefact, draft):
        return read


class PaperSavedAgain(Steps):
    """A tool opens and saves the artefact on its way to the archive."""

    def keep(self, read, artefact, draft):
        return artefact.replace(b"(Xun'an)", b"(Others)")


class WordsReplaced(Steps):
    """The words are exchanged in a later revision; the first stays in front, whole."""

    def stamp(self, read, draft):
        objects = revisions_read(read)[0].objects
        words = next(n for n, body in objects.items() if b" Tj ET" in body)
        stamped = paper_stamp(read, hands())
        return revision_append(stamped, {words: stream_write(b"", b"")}, mark=file_mark(b"x"))


class HandForgotten(Steps):
    """The site's hand is noted in the visit and missing on the paper."""

    def stamp(self, read, draft):
        return paper_stamp(read, hands()[:2])


class OtherPaper(Steps):
    """The paper of another visit is attached."""

    def stamp(self, read, draft):
        return paper_stamp(rendered(replace(v.paper_facts(draft), number="宽应急检记〔2026〕T07-0013号")), hands())  # fmt: skip


class BodyWrittenAgain(Steps):
    """The body is serialised a second time after it was signed, with one space more."""

    def finish(self, draft):
        evidence = super().finish(draft)
        return replace(evidence, body=evidence.body.replace(b'"note":', b'"note": ', 1))


BUGS = [
    PaperRenderedAgain, PaperSignedUnread, PaperKeptUnstamped, PaperSavedAgain, WordsReplaced,
    HandForgotten, OtherPaper, BodyWrittenAgain,
]  # fmt: skip


def test_what_was_signed_is_the_artefact():
    evidence = Steps().finish(v.major_draft())
    assert law_holds(evidence)
    (artefact,) = evidence.papers.values()
    visit = visit_read(body_read(evidence.body).data)
    assert sha256(artefact) == visit.papers[0].sha256
    assert {one.read for one in visit.signatures} == {paper_read(artefact).read}


@pytest.mark.parametrize("bug", BUGS)
def test_the_law_notices(bug):
    assert not law_holds(bug().finish(v.major_draft()))


def test_a_later_print_is_the_artefact_and_no_new_rendering():
    evidence = Steps().finish(v.major_draft())
    (name,) = evidence.papers
    printed_anew = paper_stamp(paper_render(v.paper_facts(v.major_draft())), hands())
    assert sha256(printed_anew) == name, "the same facts and hands give the artefact again"
    later = replace(v.paper_facts(v.major_draft()), complaints="12345")
    assert sha256(paper_stamp(rendered(later), hands())) != name


def test_a_paper_that_has_not_arrived_is_awaited_and_not_doubted():
    evidence = Steps().finish(v.major_draft())
    visit = visit_read(body_read(evidence.body).data)
    assert artefact_faults(visit, {}) == ()
