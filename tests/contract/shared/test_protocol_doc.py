"""docs/protocol.md cannot lie: each of its examples is read by the reader that tablet and server use."""

import hashlib
import json

import pytest

from shared.bundle import organisation_secret_of, unwrap
from shared.checklist import checklist_read
from shared.deadline.reading import calendar_year_read
from shared.hazard import recheck_read
from shared.inspection import (
    AuthorityFacts,
    FacilityFacts,
    OfficerFacts,
    SiteFacts,
    TaskFacts,
    visit_read,
)
from shared.record import (
    SigningKey,
    base64url_read,
    body_read,
    entry_read,
    key_id,
    signature_verify,
)
from shared.record.signing import Signature, signatures_of
from shared.risk import model_read
from shared.sync import (
    answer_read,
    changes_answer_read,
    changes_request_read,
    enrolment_qr_read,
    line_write,
    push_read,
    push_unzip,
    server_signature_check,
    token_read,
)
from shared.sync.answer import result_read
from tests.ground.documents import ROOT, document, examples, examples_of
from tests.ground.door_samples import sample as door_sample

TEXT = document("docs/protocol.md")
FOLDER = ROOT / "tests/contract/shared/samples"
SERVER = SigningKey.from_bytes(hashlib.sha256(b"sample server").digest())
READERS = frozenset({
    "answer", "body", "bundle-header", "changes-answer", "changes-request", "day-seal", "entry", "ops-answer",
    "push-header", "qr", "request", "row", "seal", "signature-header", "signatures", "token",
})  # fmt: skip
ROWS = {example.words[1]: example for example in examples_of(TEXT, "row")}


def the(reader, *more):
    """Give the only example of a reader, or of a reader and a sample."""
    [example] = [one for one in examples(TEXT) if one.words[: 1 + len(more)] == (reader, *more)]
    return example


def sample(name):
    return (FOLDER / name).read_bytes()


def row(kind):
    """Give the row of a kind as a tablet decodes it, with a shortened text filled in again."""
    return ROWS[kind].members["data"]


def of(reader):
    """Give the examples of a reader with ids that a failure shows."""
    return [pytest.param(one, id="-".join(one.words)) for one in examples_of(TEXT, reader)]


def test_every_example_names_a_reader_and_every_reader_has_an_example():
    named = {one.words[0] if one.words else "" for one in examples(TEXT)}
    assert named == READERS


@pytest.mark.parametrize("example", of("body"))
def test_a_record_is_its_sample_byte_for_byte(example):
    assert example.body == sample(example.words[1])
    envelope = body_read(example.body)
    data = {"visit": visit_read, "recheck": recheck_read}
    if envelope.kind in data:
        assert data[envelope.kind](envelope.data)


def test_signatures_and_record_make_the_line_of_the_sample():
    signatures = signatures_of(the("signatures").members)
    body = the("body", "v1-body-visit.json").body
    assert line_write(signatures, body) == sample("v1-line.bin")


@pytest.mark.parametrize("example", [*of("request"), *of("answer")])
def test_what_passes_the_door_is_its_sample(example):
    kind, name = example.words
    stored = door_sample(name)
    assert example.members == json.loads(stored.request if kind == "request" else stored.body)


def test_the_two_steps_of_a_session_and_an_enrolment_are_all_there():
    shown = {one.words for reader in ("request", "answer") for one in examples_of(TEXT, reader)}
    for name in ("v1-enrol.txt", "v1-enrol-officer.txt", "v1-session-challenge.txt", "v1-session-token.txt"):  # fmt: skip
        assert {("request", name), ("answer", name)} <= shown


def test_the_code_of_the_qr_is_the_one_of_the_sample():
    text = the("qr").text.strip()
    assert text.encode() == sample("v1-enrol-qr.txt")
    assert enrolment_qr_read(text).fingerprint == key_id(SERVER.public)


def test_the_header_is_the_servers_signature_over_the_answer_to_the_push():
    answer = b"".join(one + b"\n" for one in the("ops-answer").bodies)
    assert answer == sample("v1-answer.bin")
    assert [one.outcome for one in answer_read(answer)[1]] == [
        "applied", "applied_with_conflict", "held", "rejected",
    ]  # fmt: skip
    server_signature_check(the("signature-header").text.strip(), answer, [SERVER.public])


def test_line_0_of_a_push_reads_with_the_lines_of_the_sample():
    plain = push_unzip(sample("v1-push.gz"))
    lines = plain.split(b"\n")[1:-1]
    header, _ = push_read(b"\n".join([the("push-header").body, *lines, b""]))
    assert header == push_read(plain)[0]


def test_changes_are_asked_and_answered_as_in_the_samples():
    request, answer = the("changes-request").body, the("changes-answer").body
    assert request == sample("v1-changes-request.json")
    assert answer == sample("v1-changes-answer.json")
    assert changes_request_read(request).limit == 500
    assert the("token").text.strip() in changes_answer_read(answer).cursors.values()
    assert token_read(the("token").text.strip()).position == 4302


def test_every_row_travels_in_a_page_of_changes():
    page = json.loads(the("changes-answer").body) | {"rows": [one.members for one in ROWS.values()]}
    read = changes_answer_read(json.dumps(page, ensure_ascii=False).encode())
    assert [one.kind for one in read.rows] == list(ROWS)
    assert {one.scope.split("/")[0] for one in read.rows} == {"district", "street", "device"}


def test_rows_are_what_the_tablets_facts_read():
    site = SiteFacts.read("site-0018", row("site"))
    assert (site.name, site.principal, site.uscc) == ("松花饺子馆", "林国强", "92220103MA0000018K")
    assert FacilityFacts.read("f", row("facility")).kind == "gas_room"
    officer = OfficerFacts.read("officer-li", row("officer"))
    assert officer.certificate("gas", "2026-11-22") is not None
    task = TaskFacts.read("t", row("task"))
    assert (task.first, task.last, len(task.officers)) == ("2026-11-22", "2026-11-29", 2)
    assert AuthorityFacts.read(row("authority")).word == "宽应急"
    assert result_read(row("result")).outcome == "held"


def test_rows_of_published_texts_name_the_files_of_this_tree():
    text = (ROOT / "checklists/gas/restaurant_lpg.toml").read_bytes()
    known = json.loads((ROOT / "checklists/published.json").read_text("utf-8"))
    shown = row("checklist")
    assert known[f"{shown['id']}@{shown['version']}"] == shown["sha256"]
    assert shown["ref"] == f"{shown['id']}@{shown['version']}#{shown['sha256']}"
    assert checklist_read(text, file="restaurant_lpg.toml").id == shown["id"]
    assert model_read((ROOT / "checklists/model.toml").read_bytes(), file="model.toml").version
    year = calendar_year_read((ROOT / "checklists/calendars/2026.toml").read_bytes(), file="2026")
    assert (year.year, year.is_provisional) == (row("calendar")["year"], row("calendar")["provisional"])  # fmt: skip


def test_the_entry_and_the_seal_are_those_of_the_samples():
    assert the("entry").body == sample("v1-entry-visit.json")
    assert entry_read(the("entry").body).position == the("seal").members["first"]
    assert the("seal").body == sample("v1-seal.json")


def test_the_seal_of_a_day_is_signed_by_the_server():
    day = the("day-seal").members
    assert (day["first"], day["last"], day["digest"]) == tuple(
        the("seal").members[name] for name in ("first", "last", "hash")
    )
    signature = Signature("ed25519-sha256", day["key"], day["sig"])
    signature_verify(
        message=bytes.fromhex(day["digest"]), signature=signature, public_key=SERVER.public
    )
    assert len(base64url_read(day["sig"])) == 64


def test_the_head_of_a_rescue_bundle_opens_with_the_organisations_key():
    header = the("bundle-header").members
    secret = organisation_secret_of(SERVER.to_bytes())
    assert unwrap(secret, bytes.fromhex(header["wrapped"])) == hashlib.sha256(b"sample bundle key").digest()  # fmt: skip
