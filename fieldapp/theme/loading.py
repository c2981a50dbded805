"""One .kv file beside one module, read once in a process."""

from pathlib import Path

from kivy.lang import Builder


def load_kv(module_file: str) -> None:
    """Read the .kv file beside the module; a second call does nothing (rules would stack)."""
    name = str(Path(module_file).with_suffix(".kv"))
    if name not in Builder.files:
        Builder.load_file(name)
