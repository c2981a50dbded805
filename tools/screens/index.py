"""index.html: every picture of a folder, by screen, each a link to itself."""

import html
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; background: #eef1f5; color: #14212f; }
h2 { margin: 32px 0 8px; } main { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)); }
figure { margin: 0; background: #fff; border: 1px solid #d7dee6; border-radius: 8px; overflow: hidden; }
img { width: 100%; display: block; } figcaption { padding: 6px 10px; color: #4a5a6a; overflow-wrap: anywhere; }
"""


def index_write(folder: Path) -> Path:
    """Write the index of a folder's pictures and return it."""
    files = sorted(folder.glob("*.png"))
    sections = [_section(screen, list(shown)) for screen, shown in groupby(files, key=_screen)]
    page = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>巡安 · screens</title>'
        f"<style>{STYLE}</style></head><body><h1>巡安 · {len(files)} pictures</h1>"
        f"{''.join(sections)}</body></html>\n"
    )
    index = folder / "index.html"
    index.write_text(page, encoding="utf-8")
    return index


def _screen(file: Path) -> str:
    return file.stem.partition("-")[0]


def _section(screen: str, files: Sequence[Path]) -> str:
    figures = "".join(_figure(file.name) for file in files)
    return f"<h2>{html.escape(screen)}</h2><main>{figures}</main>"


def _figure(name: str) -> str:
    name = html.escape(name)
    return (
        f'<figure><a href="{name}"><img src="{name}" loading="lazy" alt="{name}"></a>'
        f"<figcaption>{name}</figcaption></figure>"
    )
