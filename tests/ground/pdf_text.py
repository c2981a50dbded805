"""Read the words of our papers by their own ToUnicode maps, page by page; nothing of the renderer is used."""

import re

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_text(pdf: bytes) -> list[str]:
    """Give the words of each page, line after line."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for _, body in sorted(objects.items()) if b"/Type /Page\n" in body]
    return [_page_text(objects, page) for page in pages]


def _page_text(objects: dict[int, bytes], page: bytes) -> str:
    resources = objects[_reference(b"/Resources", page)]
    fonts = {
        name: _signs(objects[_reference(b"/ToUnicode", objects[int(number)])])
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources)
    }
    lines, font = [], {}
    for name, shown in _SHOWN.findall(_content(objects[_reference(b"/Contents", page)])):
        if name:
            font = fonts[name]
        else:
            plain = _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), shown)
            codes = (int.from_bytes(plain[n : n + 2], "big") for n in range(0, len(plain), 2))
            lines.append("".join(font[code] for code in codes))
    return "\n".join(lines)


def _signs(stream: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for code, sign in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>\n", _content(stream))
    }


def _content(body: bytes) -> bytes:
    head, _, rest = body.partition(b">>\nstream\n")
    content = rest.removesuffix(b"\nendstream")
    return unpacked(content) if b"/RunLengthDecode" in head else content


def unpacked(packed: bytes) -> bytes:
    """Decode PackBits as ISO 32000-1, 7.4.5 says."""
    found, place = bytearray(), 0
    while packed[place] != 128:
        length = packed[place]
        if length < 128:
            found += packed[place + 1 : place + 2 + length]
            place += 2 + length
        else:
            found += packed[place + 1 : place + 2] * (257 - length)
            place += 2
    assert place == len(packed) - 1
    return bytes(found)


def _reference(name: bytes, body: bytes) -> int:
    return int(re.search(name + rb" (\d+) 0 R", body)[1])
