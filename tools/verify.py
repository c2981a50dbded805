"""Check an evidence bundle by itself: Python's standard library and `cryptography`, nothing of ours.

    python tools/verify.py BUNDLE [--key FINGERPRINT] [--seal DIGEST]

`--key` is the server key's fingerprint as it was published (enrolment QR, notice board); `--seal` a
seal printed on paper. Without them the bundle can only be shown to agree with itself. Prints each
check; exit 0 when all hold, 1 when one does not, 2 when the file cannot be opened.
docs/protocol.md, "Evidence bundle", says what each member is.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOCAL, CENTRAL, END = (
    struct.Struct("<4s5H3I2H"),
    struct.Struct("<4s6H3I5H2I"),
    struct.Struct("<4s4H2IH"),
)
ALGORITHM = "ed25519-sha256"
DAMAGE = (ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error, RecursionError)
OWN = ("manifest.json", "manifest.sig")
TRAILER = re.compile(rb"trailer\n(<<[^\n]*>>)\nstartxref\n(\d+)\n%%EOF\n")
PLACES = re.compile(rb"/PieceInfo <</Xunan <<[^<>]*/Private (\d+) 0 R>>>>")
FORM = re.compile(
    rb"<<(/Type /XObject /Subtype /Form /BBox \[[^\]]*\]) /Resources <<(?:[^<>]|<<[^<>]*>>)*>> /Length \d+>>\nstream\n"
)


class Broken(Exception):
    """Name what does not hold."""


def main(arguments: list[str]) -> int:
    """Check one bundle and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", help="published fingerprint of the server key")
    parser.add_argument("--seal", help="a published seal (hex)")
    words = parser.parse_args(arguments)
    try:
        content = words.bundle.read_bytes()
    except OSError as error:
        print(f"cannot open {words.bundle}: {error.strerror}", file=sys.stderr)
        return 2
    report = Report()
    try:
        Bundle(content, report).check(words.key, words.seal)
    except Broken as broken:
        report.expect(False, str(broken))
    except DAMAGE as error:
        report.expect(False, f"the bundle is damaged: {type(error).__name__} {error}")
    print("NOT GENUINE: something above does not hold." if report.faults else "ALL CHECKS HOLD.")
    return 1 if report.faults else 0


class Report:
    """Print each check as it is made, and count what does not hold."""

    def __init__(self) -> None:
        self.faults = 0

    def note(self, text: str) -> None:
        """Tell something that is neither proved nor wrong."""
        print(f"  note   {text}")

    def expect(self, fact: bool, text: str) -> None:
        """Tell whether something holds."""
        self.faults += not fact
        print(f"  {'ok    ' if fact else 'FAULT '} {text}")


class Bundle:
    """Hold the members of a bundle and check them, from the outside in."""

    def __init__(self, content: bytes, report: Report) -> None:
        self.expect, self.note = report.expect, report.note
        self.members = members_read(content)
        self.expect(zip_write(self.members) == content, "every byte of the zip is accounted for")
        self.top = json.loads(self.members["bundle.json"])
        if self.top.get("v") != 1 or self.top.get("kind") != "evidence":
            raise Broken("it is no evidence bundle of version 1")
        self.keys = {row["id"]: unbase64(row["key"]) for row in self.top["server_keys"]}
        self.owners: dict[str, tuple[str, bytes]] = {}  # key id → whose it is, public key

    def check(self, key: str | None, seal: str | None) -> None:
        """Make all checks."""
        self._manifest(key)
        sealed = self._seals(seal)
        names = [name for name in self.members if re.fullmatch(r"records/\d+\.entry", name)]
        records = [self._record(place, sealed) for place in sorted(int(n[8:-6]) for n in names)]
        for record in records:
            self._learn(record)
        for record in records:
            self._signatures(record)
        found = [one for one in records if one["position"] == self.top["position"]]
        if not found:
            raise Broken("the inspection itself is not inside")
        visit = found[0]
        is_visit = visit["kind"] == "visit" and visit["id"] == self.top["inspection"]
        self.expect(is_visit, f"record {visit['position']} is inspection {visit['id']}")
        self._files(visit["data"])

    def _manifest(self, key: str | None) -> None:
        text = self.members["manifest.json"]
        manifest = json.loads(text)["members"]
        found = {name: sha256(data) for name, data in self.members.items() if name not in OWN}
        self.expect(found == manifest, f"the manifest names {len(manifest)} members by their hash")
        for id, public in self.keys.items():
            self.expect(key_id(public) == id, f"server key {id} is what its name says")
        signature = json.loads(self.members["manifest.sig"])[0]
        held = holds(text, signature, self.keys.get(signature["key"]))
        self.expect(held, "the server signed the manifest")
        if key is None:
            self.note(f"compare the server key with the published one: {signature['key']}")
        else:
            self.expect(signature["key"] == key, "the server key is the published one")

    def _seals(self, published: str | None) -> dict[str, range]:
        """Check the sealed minutes; give the hash of each entry in them with its seal's positions."""
        texts = [data for name, data in self.members.items() if name.startswith("seals/")]
        seals = sorted(map(json.loads, texts), key=lambda one: one["number"])
        for before, seal in zip([None, *seals], seals, strict=False):
            self._seal(before, seal)
        digests = [seal["digest"] for seal in seals]
        if published is not None:
            self.expect(published.lower() in digests, "the published seal is among them")
        elif digests:
            self.note(f"compare the last seal with a printed one: {digests[-1]}")
        spans = [(seal["entries"], range(seal["first"], seal["last"] + 1)) for seal in seals]
        return {entry: span for entries, span in spans for entry in entries}

    def _seal(self, before: dict | None, seal: dict) -> None:
        what, digest = f"seal {seal['number']}", bytes.fromhex(seal["digest"])
        covered = b"".join(map(bytes.fromhex, [seal["prev"], *seal["entries"]]))
        count = len(seal["entries"])
        self.expect(hashlib.sha256(covered).digest() == digest, f"{what} covers {count} entries")
        signature = {"alg": ALGORITHM, "key": seal["key"], "sig": seal["sig"]}
        signed = holds(digest, signature, self.keys.get(seal["key"]))
        self.expect(signed, f"the server signed {what}")
        if before is not None and before["number"] + 1 == seal["number"]:
            self.expect(before["digest"] == seal["prev"], f"{what} follows the seal before")

    def _record(self, position: int, sealed: dict[str, range]) -> dict:
        """Check one line against its entry and seal; give the body's members and what is around."""
        line, text = (self.members[f"records/{position}.{end}"] for end in ("line", "entry"))
        head, _, rest = line.partition(b" ")
        body, signatures = rest.removesuffix(b"\n"), unbase64(head.decode("ascii"))
        entry = json.loads(text)
        same = (entry["position"], entry["body"], entry["signatures"])
        exact = line == base64url(signatures) + b" " + body + b"\n" and b"\n" not in body
        fits = exact and same == (position, sha256(body), sha256(signatures))
        self.expect(fits, f"record {position}: the entry names these bytes and signatures")
        inside = position in sealed.get(sha256(text), ())
        self.expect(inside, f"record {position}: its entry is sealed")
        around = {"position": position, "origin": entry["origin"], "body": body}
        return {**json.loads(body), **around, "signatures": json.loads(signatures)}

    def _learn(self, record: dict) -> None:
        """Take the keys that an enrolment vouches for; the server signed it, as is checked next."""
        name, data = record["data"].get("name"), record["data"].get("data")
        if record["origin"] == "device" or name not in ("device.enrol", "device.officer_key"):
            return
        owner = f"device {data['id']}" if name == "device.enrol" else officer(data)
        public = unbase64(data["key"])
        self.owners[key_id(public)] = (owner, public)

    def _signatures(self, record: dict) -> None:
        own, what = record["origin"] == "device", f"record {record['position']}"
        known = self.owners if own else {id: ("the server", key) for id, key in self.keys.items()}
        signers = set()
        for signature in record["signatures"]:
            owner, public = known.get(signature["key"], (f"key {signature['key']}", None))
            self.expect(holds(record["body"], signature, public), f"{what}: signed by {owner}")
            signers.add(owner)
        if not own:
            self.expect("the server" in signers, f"{what}: made by the server")
            return
        people = [record["officer"], *record["data"].get("officers", [])]
        wanted = {officer({"officer": one, "device": record["device"]}) for one in people}
        missing = sorted({f"device {record['device']}", *wanted} - signers)
        self.expect(not missing, f"{what}: tablet and every officer signed, missing: {missing}")

    def _files(self, data: dict) -> None:
        """Check papers, photos and signatures that the inspection names."""
        listed = {row["sha256"]: row for row in self.top["blobs"]}
        cited = cited_blobs(data)
        self.expect(set(listed) == cited, f"{len(cited)} files are named, the bundle lists them")
        for digest, row in listed.items():
            what = f"{row['use']} {digest[:16]}…"
            if row["name"] is None:
                self.note(f"{what} had not arrived at the server")
            else:
                self.expect(sha256(self.members[row["name"]]) == digest, f"{what} is unchanged")
        inside = {row["name"] for row in listed.values()}
        extra = [name for name in self.members if name.startswith("blobs/") and name not in inside]
        self.expect(not extra, "no other file is inside")
        read = {one["read"] for one in data["signatures"] if one.get("read")}
        for n, paper in enumerate(data["papers"]):
            name = listed[paper["sha256"]]["name"]
            if name is not None:
                self._paper(self.members[name], paper["number"], read if n == 0 else set())

    def _paper(self, pdf: bytes, number: str, read: set[str]) -> None:
        """Check that a paper was only stamped after it was read."""
        first, *later = revisions_of(pdf)
        places = places_of(first)
        self.expect(places["number"] == number, f"paper {number} says its own number")
        if read:
            same = read == {sha256(pdf[: first.end])}
            self.expect(same, f"paper {number} begins with what the signers read")
        forms = {row["form"]: bounds(first.objects.get(row["form"])) for row in places["boxes"]}
        known, filled, whole = set(first.objects), [], True
        for revision in later:
            for place, body in revision.objects.items():
                fills = place in forms and place not in filled and bounds(body) == forms[place]
                whole = whole and (fills or place not in known) and revision.root == first.root
                filled += [place] * fills
            known |= set(revision.objects)
        self.expect(whole, f"paper {number}: {len(filled)} hands in their places, no word touched")


class Revision(NamedTuple):
    """Hold one revision of a paper: where it ends, its objects, the number of its catalog."""

    end: int
    objects: dict[int, bytes]
    root: int


def members_read(content: bytes) -> dict[str, bytes]:
    """Read the members one after the other from their own headers."""
    members: dict[str, bytes] = {}
    place = 0
    while content[place : place + 4] == b"PK\x03\x04":
        head = LOCAL.unpack_from(content, place)
        size, length = head[8], head[9]
        start = place + LOCAL.size + length + head[10]
        name = content[place + LOCAL.size : place + LOCAL.size + length].decode()
        if name in members:
            raise Broken(f"{name} is inside twice")
        members[name] = content[start : start + size]
        place = start + size
    if not members:
        raise Broken("it is no evidence bundle")
    return members


def zip_write(members: dict[str, bytes]) -> bytes:
    """Write the zip again as it must have been written."""
    parts, central, place = [], [], 0
    for name, data in members.items():
        raw = name.encode()
        common = (20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(raw), 0)
        central.append(CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, place) + raw)
        parts.append(LOCAL.pack(b"PK\x03\x04", *common) + raw + data)
        place += len(parts[-1])
    directory = b"".join(central)
    end = END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), place, 0)
    return b"".join([*parts, directory, end])


def revisions_of(pdf: bytes) -> Iterator[Revision]:
    """Read the revisions of a paper, one behind the other without a byte between."""
    place = pdf.index(b"1 0 obj\n")
    while place < len(pdf):
        objects: dict[int, bytes] = {}
        offsets: dict[int, int] = {}
        while head := re.compile(rb"(\d+) 0 obj\n").match(pdf, place):
            number, start = int(head[1]), head.end()
            end = pdf.index(b"\nendobj\n", start)
            stream = pdf.find(b">>\nstream\n", start, end)
            if stream >= 0:
                length = re.search(rb"/Length (\d+)", pdf[start:stream])
                end = stream + 10 + int(length[1]) + 10
            if pdf[end : end + 8] != b"\nendobj\n" or number in objects:
                raise Broken(f"object {number} of a paper is damaged")
            objects[number], offsets[number], place = pdf[start:end], place, end + 8
        table = table_write(offsets)
        tail = TRAILER.match(pdf, place + len(table))
        if pdf[place : place + len(table)] != table or tail is None or int(tail[2]) != place:
            raise Broken("a paper's table does not lead to its objects")
        place = tail.end()
        yield Revision(place, objects, int(re.search(rb"/Root (\d+) 0 R", tail[1])[1]))


def table_write(offsets: dict[int, int]) -> bytes:
    """Write the cross-reference table that leads to these objects and to no others."""
    text, run = b"xref\n", []
    for number in [*sorted(offsets), None]:
        if run and number != run[-1] + 1:
            free = b"0000000000 65535 f \n" if run[0] == 1 else b""
            text += b"%d %d\n" % (run[0] - bool(free), len(run) + bool(free)) + free
            text += b"".join(b"%010d 00000 n \n" % offsets[one] for one in run)
            run = []
        run.append(number)
    return text


def places_of(first: Revision) -> dict:
    """Read where the reserved places of a paper are."""
    private = PLACES.search(first.objects[first.root])
    if private is None:
        raise Broken("a paper does not say where its reserved places are")
    stream = first.objects[int(private[1])]
    return json.loads(stream[stream.index(b">>\nstream\n") + 10 : -10])


def bounds(body: bytes | None) -> bytes | None:
    """Give what a form says of its bounds; None when it is no plain form."""
    found = FORM.match(body or b"")
    return found[1] if found else None


def cited_blobs(data: dict) -> set[str]:
    """Give the hashes of all files an inspection names."""
    found = {blob for row in [*data["answers"], *data["findings"]] for blob in row.get("blobs", [])}
    found |= {row["image"] for row in data["signatures"] if row["image"]}
    return found | {row["sha256"] for row in data["papers"]}


def holds(message: bytes, signature: dict, public: bytes | None) -> bool:
    """Say whether a signature is that key's over the SHA-256 of the message."""
    if public is None or signature["alg"] != ALGORITHM or signature["key"] != key_id(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            unbase64(signature["sig"]), hashlib.sha256(message).digest()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public: bytes) -> str:
    """Give the name of a key: base64url of its SHA-256."""
    return base64url(hashlib.sha256(public).digest()).decode()


def officer(data: dict) -> str:
    """Name an officer on a tablet: each tablet holds a key of its own for each of them."""
    return f"officer {data['officer']} on {data['device']}"


def base64url(data: bytes) -> bytes:
    """Write base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def unbase64(text: str) -> bytes:
    """Read base64url without padding."""
    return base64.b64decode(
        text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
    )


def sha256(data: bytes) -> str:
    """Give the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
