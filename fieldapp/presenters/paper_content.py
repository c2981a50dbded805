"""Read the pages of a paper of ours: fonts, forms, pictures, and the operators that draw them.

It knows what shared.paper writes, and refuses what it does not know: a page shown with something
left out would not be the page that is signed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.paper.objects import object_reference, revisions_read, stream_unpack
from shared.problems import Problem

_TOKEN = re.compile(
    rb"\((?:\\.|[^\\)])*\)|<[0-9a-fA-F]*>|/\w+|[-+]?\d*\.?\d+|[A-Za-z]+\*?|[\[\]]", re.DOTALL
)
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3})", re.DOTALL)
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4,8})>")
_RANGE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4,8})>")
_NAMED = re.compile(rb"/(\w+) (\d+) 0 R")
_SIZE = re.compile(rb"/(Width|Height) (\d+)")

Operation = tuple[bytes, list[bytes]]  # operator, what stands before it


class PaperUnshown(Problem):
    """Say that a paper holds something this tablet cannot show."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "paper_unshown",
            f"文书中有本机不能显示的内容（{what}）。",
            "请勿签名；请更新应用后再试，检查内容已存盘。",
        )


@dataclass(frozen=True, slots=True)
class PageFont:
    """Hold an embedded font: its file, the character and the advance of each code."""

    file: bytes
    characters: Mapping[int, str]
    advances: Mapping[int, float]
    default: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """Hold a grey picture."""

    width: int
    height: int
    grey: bytes


class PaperFile:
    """Give the pages of a paper and what their names stand for."""

    def __init__(self, pdf: bytes) -> None:
        self._objects: dict[int, bytes] = {}
        for revision in revisions_read(pdf):
            self._objects.update(revision.objects)
            self._root = revision.root
        self._fonts: dict[int, PageFont] = {}

    def pages(self) -> list[bytes]:
        """Give each page's dictionary."""
        tree = self._objects[object_reference(b"/Pages ", self._objects[self._root])]
        kids = re.search(rb"/Kids \[([^\]]*)\]", tree)
        numbers = re.findall(rb"(\d+) 0 R", kids[1]) if kids else []
        return [self._objects[int(number)] for number in numbers]

    def content(self, page: bytes) -> bytes:
        """Give what draws a page."""
        return stream_unpack(self._objects[object_reference(b"/Contents ", page)])

    def names(self, owner: bytes) -> dict[bytes, int]:
        """Give what the names of a page or form stand for: name → object."""
        found = re.search(rb"/Resources (\d+) 0 R", owner)
        text = self._objects[int(found[1])] if found else owner.partition(b"stream\n")[0]
        return {name: int(number) for name, number in _NAMED.findall(text)}

    def body(self, number: int) -> bytes:
        """Give an object as it stands."""
        return self._objects[number]

    def stream(self, number: int) -> bytes:
        """Give the content of a stream."""
        return stream_unpack(self._objects[number])

    def image(self, number: int) -> PageImage:
        """Give a picture in grey."""
        head = self._objects[number].partition(b"stream\n")[0]
        if b"/DeviceGray" not in head or b"/BitsPerComponent 8" not in head:
            raise PaperUnshown("图像格式")
        size = {name: int(value) for name, value in _SIZE.findall(head)}
        return PageImage(size[b"Width"], size[b"Height"], self.stream(number))

    def font(self, number: int) -> PageFont:
        """Give an embedded font."""
        if number not in self._fonts:
            outer = self._objects[number]
            inner = self._objects[object_reference(b"/DescendantFonts [", outer)]
            descriptor = self._objects[object_reference(b"/FontDescriptor ", inner)]
            default = re.search(rb"/DW (\d+)", inner)
            self._fonts[number] = PageFont(
                file=self.stream(object_reference(b"/FontFile2 ", descriptor)),
                characters=_characters(self.stream(object_reference(b"/ToUnicode ", outer))),
                advances=_advances(inner),
                default=float(default[1]) if default else 1000.0,
            )
        return self._fonts[number]


def operations(content: bytes) -> Iterator[Operation]:
    """Give the operators of a content in order, each with what stands before it."""
    before: list[bytes] = []
    for token in _TOKEN.findall(content):
        if token[:1].isalpha():
            yield token, before
            before = []
        else:
            before.append(token)


def codes(text: bytes) -> list[int]:
    """Give the two-byte codes of a string."""
    if text.startswith(b"<"):
        plain = bytes.fromhex(text[1:-1].decode())
    else:
        plain = _ESCAPE.sub(_unescaped, text[1:-1])
    return [int.from_bytes(plain[at : at + 2], "big") for at in range(0, len(plain), 2)]


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _CONTROL.get(sign, sign)


def _characters(cmap: bytes) -> dict[int, str]:
    """Read which character each code shows."""
    found: dict[int, str] = {}
    for kind, body in re.findall(rb"beginbf(char|range)(.*?)endbf", cmap, re.DOTALL):
        if kind == b"char":
            for code, text in _PAIR.findall(body):
                found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
            continue
        for first, last, text in _RANGE.findall(body):
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(ord(start) + step)
    return found


def _advances(font: bytes) -> dict[int, float]:
    """Read how far the pen moves after each code, in thousandths of the size."""
    widths = re.search(rb"/W \[(.*?)\]\s*(?:/|>>)", font, re.DOTALL)
    found: dict[int, float] = {}
    tokens = re.findall(rb"\[[^\]]*\]|[\d.]+", widths[1]) if widths else []
    at = 0
    while at + 1 < len(tokens):
        first = int(tokens[at])
        if tokens[at + 1].startswith(b"["):
            for step, width in enumerate(tokens[at + 1][1:-1].split()):
                found[first + step] = float(width)
            at += 2
        else:
            for code in range(first, int(tokens[at + 1]) + 1):
                found[code] = float(tokens[at + 2])
            at += 3
    return found
