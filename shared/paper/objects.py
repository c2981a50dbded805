"""Read and write the few forms of PDF this project makes: classic cross-reference tables only.

fpdf2 compresses what it writes with the zlib at hand, and zlib's output differs between machines;
so its objects are read here and written again plain. A later revision is appended behind the bytes
that were there, never over them (ISO 32000-1, 7.5.6).
"""

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from shared.problems import Problem

END = b"%%EOF\n"
_HEADER = b"%PDF-1.7\n%\xe9\xeb\xf1\xbf\n"
_HEAD = re.compile(rb"(\d+) 0 obj\n")
_FLATE = re.compile(rb"/Filter /FlateDecode\n?")
# A run of three or more of one byte, else what comes before the next such run; 128 at the most.
_RUNS = re.compile(rb"((.)\2{2,127})|(?:(?!(.)\3\3).){1,128}", re.DOTALL)
_RUNS_END = 128
_LENGTH = re.compile(rb"/Length (\d+)")
_TRAILER = re.compile(rb"trailer\n(<<.*?>>)\nstartxref\n(\d+)\n%%EOF\n", re.DOTALL)
_SIZE = re.compile(rb"/Size (\d+)")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")


class PaperUnreadable(Problem):
    """Refuse bytes that are no paper of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "paper_unreadable",
            f"这份文书的 PDF 读不出来：{reason}。",
            "文书可能不完整或被改动过；请以平板原件为准重新取得。",
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """Hold one revision of a file: where its bytes end, its objects, its trailer."""

    end: int
    objects: Mapping[int, bytes]
    trailer: bytes

    @property
    def size(self) -> int:
        """Give the number the next new object takes."""
        return _number(_SIZE, self.trailer)

    @property
    def root(self) -> int:
        """Give the number of the catalog."""
        return _number(_ROOT, self.trailer)


def revisions_read(pdf: bytes) -> tuple[Revision, ...]:
    """Return the revisions of a file, the first one first; raise PaperUnreadable."""
    if not pdf.startswith(_HEADER):
        raise PaperUnreadable("文件头不对")
    found: list[Revision] = []
    place = len(_HEADER)
    while place < len(pdf):
        revision = _revision(pdf, place)
        found.append(revision)
        place = revision.end
    if not found:
        raise PaperUnreadable("里面是空的")
    return tuple(found)


def _revision(pdf: bytes, place: int) -> Revision:
    """Read objects, table and trailer that follow each other without a byte between them."""
    objects: dict[int, bytes] = {}
    offsets: dict[int, int] = {}
    while (one := _object_at(pdf, place)) is not None:
        number, body, end = one
        if number in objects:
            raise PaperUnreadable(f"对象 {number} 在同一版内写了两次")
        objects[number], offsets[number] = body, place
        place = end
    table = _table(offsets)
    trailer = _TRAILER.match(pdf, place + len(table))
    if pdf[place : place + len(table)] != table or trailer is None:
        raise PaperUnreadable("交叉引用表与内容不符")
    if int(trailer[2]) != place:
        raise PaperUnreadable("交叉引用表的位置不对")
    return Revision(trailer.end(), objects, trailer[1])


def _object_at(pdf: bytes, place: int) -> tuple[int, bytes, int] | None:
    """Read the object that begins at a place; where a stream ends is said, not searched for."""
    head = _HEAD.match(pdf, place)
    if head is None:
        return None
    start = head.end()
    end = pdf.find(b"\nendobj\n", start)
    stream = pdf.find(b">>\nstream\n", start, end)
    if stream >= 0:
        content = stream + len(b">>\nstream\n")
        end = content + _number(_LENGTH, pdf[start:stream]) + len(b"\nendstream")
    if end < 0 or pdf[end : end + len(b"\nendobj\n")] != b"\nendobj\n":
        raise PaperUnreadable(f"对象 {int(head[1])} 的长度不对")
    return int(head[1]), pdf[start:end], end + len(b"\nendobj\n")


def file_write(objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    """Return a file of one revision; `trailer` are the entries beside Size."""
    return _append(_HEADER, objects, b"<</Size %d %s>>" % (max(objects) + 1, trailer))


def revision_append(pdf: bytes, objects: Mapping[int, bytes], *, mark: bytes) -> bytes:
    """Return the file with one revision more; what was there stays byte for byte in front.

    `mark` is the second part of the new file identifier: hex of 16 bytes.
    """
    revisions = revisions_read(pdf)
    last = revisions[-1]
    size = max(last.size, max(objects) + 1)
    entries = re.sub(rb"/Prev \d+ ", b"", last.trailer.removeprefix(b"<<").removesuffix(b">>"))
    entries = _SIZE.sub(b"/Size %d" % size, entries)
    entries = re.sub(rb"/ID \[<(\w+)> <\w+>\]", rb"/ID [<\1> <%s>]" % mark, entries)
    entries = entries.replace(b"/Root", b"/Prev %d /Root" % _table_place(pdf), 1)
    return _append(pdf, objects, b"<<%s>>" % entries)


def _append(front: bytes, objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    parts, offsets, place = [front], {}, len(front)
    for number in sorted(objects):
        text = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        parts.append(text)
        offsets[number] = place
        place += len(text)
    parts.append(_table(offsets))
    parts.append(b"trailer\n%s\nstartxref\n%d\n%s" % (trailer, place, END))
    return b"".join(parts)


def _table(offsets: Mapping[int, int]) -> bytes:
    """Write a cross-reference table; the first of a file begins with the head of the free list."""
    numbers = sorted(offsets)
    first = numbers[:1] == [1]
    lines = [b"xref\n"]
    start = 0
    while start < len(numbers):
        stop = start + 1
        while stop < len(numbers) and numbers[stop] == numbers[stop - 1] + 1:
            stop += 1
        if first and start == 0:
            lines.append(b"0 %d\n0000000000 65535 f \n" % (stop + 1))
        else:
            lines.append(b"%d %d\n" % (numbers[start], stop - start))
        lines.extend(b"%010d 00000 n \n" % offsets[number] for number in numbers[start:stop])
        start = stop
    return b"".join(lines)


def _table_place(pdf: bytes) -> int:
    return int(pdf[pdf.rindex(b"startxref\n") + len(b"startxref\n") :].split(b"\n", 1)[0])


def foreign_objects(pdf: bytes) -> tuple[dict[int, bytes], int, int]:
    """Read what fpdf2 wrote: its objects made plain, the numbers of catalog and information."""
    objects: dict[int, bytes] = {}
    place = pdf.index(b"1 0 obj\n")
    while (one := _object_at(pdf, place)) is not None:
        objects[one[0]], place = _plain(one[1]), one[2]
    return objects, _number(_ROOT, pdf[place:]), _number(_INFO, pdf[place:])


def stream_write(entries: bytes, content: bytes) -> bytes:
    """Return a stream object; plain, with its length said."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries.strip(), len(content), content)


def stream_content(body: bytes) -> bytes:
    """Return the content of a plain stream object; raise PaperUnreadable when it is none."""
    _, mark, content = body.partition(b">>\nstream\n")
    if not mark or not content.endswith(b"\nendstream"):
        raise PaperUnreadable("应为数据流")
    return content.removesuffix(b"\nendstream")


def stream_pack(body: bytes) -> bytes:
    """Shorten the runs of a plain stream, where that helps; what is no stream stays as it is.

    PackBits gives the same bytes everywhere, which zlib does not promise.
    """
    entries, mark, _ = body.partition(b">>\nstream\n")
    if not mark:
        return body
    content = stream_content(body)
    packed = run_length(content)
    if len(packed) * 10 > len(content) * 9:
        return body
    plain = _LENGTH.sub(b"", entries.removeprefix(b"<<")).strip()
    return stream_write(b"/Filter /RunLengthDecode " + plain, packed)


def stream_unpack(body: bytes) -> bytes:
    """Return the content of a stream of ours, its runs spelled out; raise PaperUnreadable."""
    content = stream_content(body)
    if b"/Filter /RunLengthDecode" not in body.partition(b">>\nstream\n")[0]:
        return content
    parts, place = [], 0
    while place < len(content) and content[place] != _RUNS_END:
        length = content[place]
        is_run = length > _RUNS_END
        end = place + (2 if is_run else length + 2)
        parts.append(content[place + 1 : end] * (257 - length if is_run else 1))
        place = end
    return b"".join(parts)


def object_reference(name: bytes, body: bytes) -> int:
    """Return the number of the object that a dictionary names; raise PaperUnreadable."""
    return _number(re.compile(re.escape(name) + rb"(\d+) 0 R"), body)


def file_mark(*parts: bytes) -> bytes:
    """Return an identifier that follows from content: hex of 16 bytes."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32].encode()


def run_length(content: bytes) -> bytes:
    """Encode runs as RunLengthDecode reads them (ISO 32000-1, 7.4.5)."""
    parts = []
    for found in _RUNS.finditer(content):
        run = found[0]
        if found[1] is not None:
            parts.append(bytes((257 - len(run),)) + run[:1])
        else:
            parts.append(bytes((len(run) - 1,)) + run)
    return b"".join(parts) + bytes((_RUNS_END,))


def _plain(body: bytes) -> bytes:
    entries, mark, _ = body.partition(b">>\nstream\n")
    if not mark:
        return body
    content = stream_content(body)
    if _FLATE.search(entries):
        entries, content = _FLATE.sub(b"", entries), zlib.decompress(content)
    return stream_write(b" ".join(_LENGTH.sub(b"", entries)[2:].split()), content)


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    if found is None:
        raise PaperUnreadable("缺少必要的指针")
    return int(found[1])
