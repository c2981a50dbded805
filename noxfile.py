# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.2.9"]
# ///
"""Every command of the project; starts itself on a plain Python.

python3 noxfile.py -s demo     one inspector's day on this machine, from nothing to coloured risks
python3 noxfile.py             everything that CI checks: lint, types, shared, server, fieldapp, e2e
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def start_over_with_nox() -> int:
    """Make .nox/bootstrap with the locked nox and run these words there."""
    folder = ROOT / ".nox" / "bootstrap"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    lock = ROOT / "locks" / "nox.txt"
    mark = folder / f"{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}.ready"
    if not mark.exists():
        try:
            import venv

            venv.create(folder, with_pip=True, clear=folder.exists())
        except (ImportError, subprocess.CalledProcessError):
            print(
                "Python's venv module is incomplete here: install it (apt-get install python3-venv).",
                file=sys.stderr,
            )
            return 1
        words = [
            python,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            lock,
        ]
        if done := subprocess.run(words, check=False).returncode:
            return done
        mark.touch()
    return subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode


try:
    import nox
except ModuleNotFoundError:
    raise SystemExit(start_over_with_nox()) from None

nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "types", "shared", "server", "fieldapp", "e2e"]

GROUPS = [
    "nox",
    "shared",
    "geo",
    "server",
    "fieldapp",
    "frontend",
    "test",
    "server-test",
    "e2e",
    "lint",
    "types",
]
KIVY = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "SDL_VIDEODRIVER": "offscreen",
}
CODE = ["noxfile.py", "tools", "shared", "server", "fieldapp", "checklists", "tests"]


def install(session: nox.Session, *groups: str) -> None:
    """Install locked groups, once for a given set of locks."""
    locks = [ROOT / "locks" / f"{group}.txt" for group in groups]
    state = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    mark = Path(session.virtualenv.location) / "installed"
    if mark.exists() and mark.read_text() == state:
        return
    words = [word for lock in locks for word in ("-r", str(lock))]
    session.run(
        "python",
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--require-hashes",
        *words,
        silent=True,
    )
    mark.write_text(state)


def prepare(session: nox.Session, *parts: str) -> None:
    """Bring what Python's index does not hold: system packages, page files, fonts."""
    if "system" in parts:
        session.run(
            "python",
            "tools/system.py",
            *[part for part in parts if part in {"window", "browser", "input", "readers"}],
        )
    session.run("python", "tools/frontend.py", silent=True)
    session.run("python", "tools/fonts.py", silent=True)


def pytest(session: nox.Session, *words: str) -> None:
    session.run(
        "python",
        "-m",
        "pytest",
        *words,
        *[word for word in session.posargs if word != "--no-e2e"],
        env=KIVY,
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layers, sizes and what must never be committed."""
    install(session, "lint")
    session.run("ruff", "check", *CODE)
    session.run("ruff", "format", "--check", *CODE)
    session.run("lint-imports", env={"PYTHONPATH": str(ROOT)})
    session.run("python", "tools/gates.py")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types: strict in shared and the tablet's core."""
    install(session, "types")
    session.run("mypy")


@nox.session
def shared(session: nox.Session) -> None:
    """Test what tablet and server agree on, with neither Django nor Kivy installed."""
    install(session, "shared", "geo", "frontend", "test")
    prepare(session)
    pytest(
        session,
        "tests/unit/shared",
        "tests/contract/shared",
        "tests/property",
        "tests/unit/test_names.py",
        "tests/unit/test_docs.py",
    )


@nox.session
def server(session: nox.Session) -> None:
    """Test the server on a real PostgreSQL, with no tablet toolkit installed."""
    install(session, "server", "frontend", "server-test")
    prepare(session)
    session.run("python", "-m", "server", "makemigrations", "--check", "--dry-run")
    pytest(session, "tests/unit/server", "tests/contract/server")


@nox.session
def fieldapp(session: nox.Session) -> None:
    """Test the tablet with real pixels offscreen, with neither Django nor shapely installed."""
    install(session, "fieldapp", "frontend", "test")
    prepare(session, "system", "window")
    pytest(session, "tests/unit/fieldapp", "tests/contract/fieldapp")


@nox.session
def e2e(session: nox.Session) -> None:
    """Test the pair: a real server, a real tablet store, a real browser and a real window."""
    if "--no-e2e" in session.posargs:
        session.log("e2e left out, as asked with --no-e2e")
        return
    install(session, "e2e")
    try:
        prepare(session, "system", "window", "browser", "input", "readers")
    except nox.command.CommandFailed:
        session.error(
            "e2e NOT RUN: see the line above, or leave it out: python3 noxfile.py -- --no-e2e"
        )
    pytest(session, "tests/e2e")


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Play one inspector's day on this machine; serve until Ctrl-C where there is a terminal."""
    install(session, "e2e")
    prepare(session, "system", "window", "browser")
    session.run("python", "-m", "tools.demo", *session.posargs, env=KIVY)


@nox.session(default=False)
def screens(session: nox.Session) -> None:
    """Draw every tablet screen and office page to var/screens, with an index to look through."""
    install(session, "e2e")
    prepare(session, "system", "window", "browser")
    session.run("python", "-m", "tools.screens", *session.posargs, env=KIVY)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure side by side in one run; write var/bench/results.json."""
    install(session, "e2e")
    prepare(session)
    session.run("python", "-m", "tools.bench", *session.posargs, env=KIVY)


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Run the long fault tests; write var/soak/results.json."""
    install(session, "e2e")
    prepare(session, "system", "window")
    session.run("python", "-m", "tools.soak", *session.posargs, env=KIVY)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Resolve the dependency groups again into hashed lock files."""
    session.install("uv")
    for group in GROUPS:
        session.run(
            "uv", "pip", "compile", "-q", "pyproject.toml", "--group", group, "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--upgrade", "-o", f"locks/{group}.txt",
        )  # fmt: skip


if __name__ == "__main__":
    nox.main()
