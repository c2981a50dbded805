"""Law 5 for a bundle: a changed byte anywhere is found, by a tool that knows nothing of us."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.evidence_bundle import BundleUnwritable, PlainZip
from shared.paper.objects import file_mark, revision_append, revisions_read, stream_write
from shared.record import signatures_write
from tests.ground import evidence as e
from tests.ground import visits as v
from tools import verify

ROOT = Path(__file__).resolve().parents[3]


@cache
def bundle():
    return e.parts().written()


def faults(content, *, key=None, seal=None):
    """Run the tool's own checks and give what it calls a fault."""
    found = []

    class Listening(verify.Report):
        def expect(self, fact, text):
            self.faults += not fact
            if not fact:
                found.append(text)

        def note(self, text):
            pass

    report = Listening()
    try:
        verify.Bundle(content, report).check(key, seal)
    except verify.Broken as broken:
        found.append(str(broken))
    except verify.DAMAGE as damage:
        found.append(f"damaged: {damage}")
    return found


def test_a_sound_bundle_holds():
    assert faults(bundle()) == []
    last = e.parts().seals[-1].digest
    assert faults(bundle(), key=e.SERVER.key_id, seal=last) == []


def test_the_tool_stands_alone_and_says_what_it_checked(tmp_path):
    file = tmp_path / "bundle.zip"
    file.write_bytes(bundle())
    words = [
        sys.executable,
        "-I",
        str(ROOT / "tools" / "verify.py"),
        str(file),
        "--key",
        e.SERVER.key_id,
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ALL CHECKS HOLD." in done.stdout
    assert f"record {e.POSITION}: signed by officer {v.SECOND} on {e.DEVICE}" in done.stdout
    assert "3 hands in their places, no word touched" in done.stdout
    file.write_bytes(bundle()[:-1])
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1
    file.unlink()
    assert subprocess.run(words, capture_output=True, check=False).returncode == 2


def test_the_tool_imports_nothing_of_ours():
    text = (ROOT / "tools" / "verify.py").read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}  # fmt: skip
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_any_zip_program_opens_it():
    with zipfile.ZipFile(io.BytesIO(bundle())) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
    assert names[0] == "README.txt"
    assert names[-3:] == ["bundle.json", "manifest.json", "manifest.sig"]
    assert len([name for name in names if name.startswith("blobs/")]) == 3
    assert any(name.endswith(".pdf") for name in names)


def members():
    return verify.members_read(bundle())


def test_a_byte_flipped_in_any_member_is_found():
    """Flip sixty bytes of every member, from its first to its last."""
    content = bundle()
    for name, data in members().items():
        start = content.index(data, content.index(name.encode()))
        for place in range(0, len(data), max(1, len(data) // 60)):
            changed = bytearray(content)
            changed[start + place] ^= 1
            assert faults(bytes(changed)), f"{name}, byte {place}"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_byte_changed_anywhere_is_found(data):
    content = bytearray(bundle())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert faults(bytes(content))


def test_every_byte_of_the_zips_own_lists_counts():
    content = bundle()
    directory = content.index(b"PK\x01\x02")
    first = verify.LOCAL.size + len("README.txt")
    for place in [*range(first), *range(directory, directory + 60), *range(len(content) - 22, len(content))]:  # fmt: skip
        changed = bytearray(content)
        changed[place] ^= 4
        assert faults(bytes(changed)), f"byte {place}"


@pytest.mark.parametrize("cut", [0, 1, 30, 1000, -1, -22, -500])
def test_a_cut_or_longer_bundle_is_found(cut):
    assert faults(bundle()[:cut])
    assert faults(bundle() + b"\0")


def rebuilt(change, *, signer=None):
    """Write the bundle again with changed members and a manifest to match, signed anew by somebody or not."""
    found = dict(members())
    change(found)
    manifest = verify.json.loads(found["manifest.json"])
    manifest["members"] = {
        name: e.sha256(data) for name, data in found.items() if name not in verify.OWN
    }
    found["manifest.json"] = verify.json.dumps(manifest).encode()
    if signer is not None:
        signatures = signatures_write([signer.sign(found["manifest.json"])])
        found["manifest.sig"] = signatures
    return verify.zip_write(found)


@pytest.mark.parametrize("part", ["records/", "blobs/"])
def test_even_the_server_cannot_change_what_is_inside(part):
    """Let whoever exports rewrite everything around a change: entries, seals and signatures still say no."""
    for name, data in members().items():
        if not name.startswith(part):
            continue
        for place in range(0, len(data), max(1, len(data) // 40)):

            def change(found, name=name, place=place):
                changed = bytearray(found[name])
                changed[place] ^= 1
                found[name] = bytes(changed)

            assert faults(rebuilt(change, signer=e.SERVER)), f"{name}, byte {place}"


@pytest.mark.parametrize("name", ["prev", "digest", "sig", "key", "entries", "first", "last"])
def test_even_the_server_cannot_change_what_a_seal_covers(name):
    def change(found):
        seal = verify.json.loads(found["seals/2.json"])
        if name in ("first", "last"):
            seal[name] = {"first": 99, "last": 7}[name]  # the inspection stands outside now
        elif name == "entries":
            seal[name] = seal[name][1:]
        else:
            seal[name] = seal[name][::-1]
        found["seals/2.json"] = verify.json.dumps(seal).encode()

    assert faults(rebuilt(change, signer=e.SERVER))


def test_a_manifest_that_follows_a_change_is_not_the_servers():
    def change(found):
        found["README.txt"] = b"nothing to see"

    assert faults(rebuilt(change)) == ["the server signed the manifest"]


def test_a_forger_with_a_key_of_his_own_is_not_the_published_server():
    forger = e.key("forger")
    content = replace(e.parts(), key=forger).written()
    assert "the server signed the manifest" in faults(content)
    assert faults(bundle(), key=forger.key_id) == ["the server key is the published one"]
    assert faults(bundle(), seal="0" * 64) == ["the published seal is among them"]


def test_another_body_under_the_same_seal_is_found():
    sound = e.parts()
    visit = sound.records[-1]
    other = e.record(e.POSITION, e.body({}), [e.key("device")], "device")
    swapped = replace(visit, line=other.line)
    found = faults(replace(sound, records=[*sound.records[:-1], swapped]).written())
    assert f"record {e.POSITION}: the entry names these bytes and signatures" in found


def test_a_seal_by_another_key_is_found():
    sound = e.parts()
    found = faults(replace(sound, seals=e.seals(sound.records, e.key("forger"))).written())
    assert found == ["the server signed seal 1", "the server signed seal 2"]


def test_seals_that_do_not_follow_each_other_are_found():
    sound = e.parts()
    first, second = sound.seals
    apart = replace(second, prev="0" * 64)
    found = faults(replace(sound, seals=[first, apart]).written())
    assert "seal 2 follows the seal before" in found


def test_a_visit_that_an_officer_did_not_sign_is_found():
    found = faults(e.parts(signers=("device", v.FIRST)).written())
    assert len(found) == 1
    assert f"officer {v.SECOND} on {e.DEVICE}" in found[0]


def test_a_key_nobody_vouches_for_is_found():
    found = faults(e.parts(signers=("device", v.FIRST, "stranger")).written())
    assert any("signed by key" in text for text in found)


def test_an_enrolment_the_server_did_not_make_vouches_for_nobody():
    sound = e.parts()
    enrolment = e.record(1, e.body({"name": "device.enrol", "data": {"id": e.DEVICE, "key": e.base64url_write(e.key("device").public)}}, kind="intent", officer="office", id="I-1"), [e.key("forger")], "office")  # fmt: skip
    records = [enrolment, *sound.records[1:]]
    found = faults(replace(sound, records=records, seals=e.seals(records)).written())
    assert "record 1: made by the server" in found


def test_a_paper_whose_words_were_exchanged_before_it_was_signed_is_found():
    pdf, _ = e.stamped()
    words = next(n for n, body in revisions_read(pdf)[0].objects.items() if b" Tj ET" in body)
    changed = revision_append(pdf, {words: stream_write(b"", b"")}, mark=file_mark(b"x"))
    found = faults(e.parts(pdf=changed).written())
    assert [text for text in found if "no word touched" in text] == found
    assert len(found) == 1


def test_a_paper_whose_table_leads_elsewhere_is_found():
    pdf, _ = e.stamped()
    place = pdf.rindex(b" 00000 n ") - 1
    changed = pdf[:place] + (b"1" if pdf[place : place + 1] != b"1" else b"2") + pdf[place + 1 :]
    assert faults(e.parts(pdf=changed).written()) == [
        "a paper's table does not lead to its objects"
    ]


def test_a_file_that_has_not_arrived_is_told_and_not_doubted(tmp_path, capsys):
    sound = e.parts()
    awaited = replace(sound.blobs[0], content=None)
    file = tmp_path / "bundle.zip"
    file.write_bytes(replace(sound, blobs=[awaited, *sound.blobs[1:]]).written())
    assert verify.main([str(file)]) == 0
    assert "photo" in next(line for line in capsys.readouterr().out.splitlines() if "not arrived" in line)  # fmt: skip


def test_a_missing_or_extra_file_is_found():
    sound = e.parts()
    assert faults(replace(sound, blobs=sound.blobs[1:]).written())
    extra = e.BundleBlob(e.sha256(b"x"), "photo", b"x")
    assert faults(replace(sound, blobs=[*sound.blobs, extra]).written())


def test_what_would_prove_nothing_is_not_written():
    sound = e.parts()
    with pytest.raises(BundleUnwritable) as refused:
        replace(sound, seals=sound.seals[:1]).written()
    assert refused.value.code == "bundle_unsealed"
    with pytest.raises(BundleUnwritable) as refused:
        replace(sound, position=7).written()
    assert refused.value.code == "bundle_incomplete"
    file = PlainZip(io.BytesIO())
    file.add("a", b"")
    with pytest.raises(BundleUnwritable):
        file.add("a", b"")


def test_the_same_parts_give_the_same_bytes():
    assert e.parts().written() == bundle()


def test_the_protocol_names_every_member():
    text = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    section = text.split("## Evidence bundle", 1)[1].split("\n## ", 1)[0]
    for name in members():
        shown = verify.re.sub(r"\d+(?=\.(line|entry|json))", "N", name)
        shown = verify.re.sub(r"blobs/.*", "blobs/SHA256.EXT", shown)
        assert f"`{shown}`" in section, shown
    for member in verify.json.loads(members()["bundle.json"]):
        assert f"`{member}`" in section, member
