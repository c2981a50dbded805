"""Refuse what a linter does not see: long files, unnamed migrations, addresses of this machine or of an index.

python tools/gates.py
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400  # but for migrations, which Django writes
SECRETS = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
INDEX = re.compile(rb'--(extra-)?index-url|https?://[^ "\']+/simple/|"resolved": *"http')
MACHINE = re.compile(rb"/(?:work|root|home/[a-z]+)/(?:main|shared|\.library)\b")


def main() -> int:
    """Print every breach, one a line; return 1 if there is any."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    breaches = [
        line for name in names.decode().split("\0") if name for line in _look(ROOT / name, name)
    ]
    for line in breaches:
        print(line, file=sys.stderr)
    return 1 if breaches else 0


def _look(path: Path, name: str) -> list[str]:
    if not path.is_file():
        return []
    content = path.read_bytes()
    found = []
    if (
        name.endswith(".py")
        and "/migrations/" not in name
        and (lines := content.count(b"\n")) > MOST_LINES
    ):
        found.append(f"{name}: {lines} lines, at most {MOST_LINES}; split it by noun.")
    if "/migrations/" in name and "_auto_" in name:
        found.append(f"{name}: name the migration for what it does (makemigrations -n).")
    if name != "tools/gates.py":
        found += [
            f"{name}: holds {what}; take it out."
            for what, pattern in (
                ("an index address", INDEX),
                ("a path of one machine", MACHINE),
                ("a private key", SECRETS),
            )
            if pattern.search(content)
        ]
    return found


if __name__ == "__main__":
    raise SystemExit(main())
