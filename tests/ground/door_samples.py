"""Samples of what passes the tablets' door: a request, the server's answer, its signature, byte for byte.

A sample is a file: `METHOD PATH`, `--- request`, the request's bytes (unzipped), `--- answer STATUS`, the
value of Xunan-Signature, `--- body`, the answer's bytes. No Django here: the tablet's side reads them too.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "contract" / "server" / "samples"


@dataclass(frozen=True)
class Sample:
    """One exchange."""

    line: str
    request: bytes
    status: int
    signature: str
    body: bytes

    def write(self) -> bytes:
        """Give the bytes of the file."""
        head = f"{self.line}\n--- request\n".encode() + self.request
        answer = f"\n--- answer {self.status}\n{self.signature}\n--- body\n".encode()
        return head + answer + self.body

    @classmethod
    def read(cls, content: bytes) -> "Sample":
        """Read a file."""
        line, _, rest = content.partition(b"\n--- request\n")
        request, _, rest = rest.partition(b"\n--- answer ")
        head, _, body = rest.partition(b"\n--- body\n")
        status, _, signature = head.partition(b"\n")
        return cls(line.decode(), request, int(status), signature.decode(), body)


def names() -> list[str]:
    """Give the names of all samples."""
    return sorted(path.name for path in FOLDER.glob("*.txt"))


def sample(name: str) -> Sample:
    """Read a sample by its name."""
    return Sample.read((FOLDER / name).read_bytes())
