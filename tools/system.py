"""Bring the system packages a command needs, or name them in one line.

Installs with apt-get when root or with passwordless sudo; elsewhere it only names what is missing.

    python tools/system.py window browser input readers
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "window": ["libgl1", "libegl1", "libgl1-mesa-dri"],
    "browser": ["chromium", "fonts-noto-cjk"],
    "input": ["xvfb", "xauth", "xdotool", "xclip"],
    "readers": ["poppler-utils"],
}


def main(parts: list[str]) -> int:
    """Install what `parts` need; return 0 when all of it is there."""
    wanted = [package for part in parts for package in PACKAGES[part]]
    missing = missing_packages(wanted)
    if not missing:
        return 0
    if rights := _rights():
        _install(rights, missing)
        missing = missing_packages(wanted)
    if missing:
        print(f"Missing system packages: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    return 0


def missing_packages(wanted: list[str]) -> list[str]:
    """Give those of `wanted` that dpkg does not hold as installed."""
    if not shutil.which("dpkg-query"):
        return wanted
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    there = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("installed ")}
    return [package for package in wanted if package not in there]


def _rights() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["env"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "env"]
    return None


def _install(rights: list[str], missing: list[str]) -> None:
    apt = [
        *rights,
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)
    subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *missing],
        check=False,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
