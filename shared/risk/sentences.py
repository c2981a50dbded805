"""The sentences people read beside a number, Chinese and English from the same facts."""

from collections.abc import Sequence
from dataclasses import dataclass

LEVEL_ZH = {"blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one sentence in both languages."""

    zh: str
    en: str


def closing_sentence(
    hazards: Sequence[str], level: str, lower: str | None, *, open_hazards: int
) -> Sentence:
    """Say what closing which number of hazards does to the level; `lower` None when nothing."""
    if level == "blue":
        return Sentence("当前为蓝（低），无须降级", "Already blue (low)")
    if not open_hazards:
        return Sentence(
            "没有未销号的隐患；核实控制措施或按期检查可降低风险",
            "No open hazard; verify controls or inspect in time to lower the risk",
        )
    if lower is None:
        return Sentence(
            f"全部 {open_hazards} 项销号后仍为{LEVEL_ZH[level]}，还需落实控制措施",
            f"Closing all {open_hazards} leaves it {level}; controls are needed as well",
        )
    count = len(hazards)
    these = "this hazard" if count == 1 else f"these {count} hazards"
    return Sentence(
        f"这 {count} 项销号后可由{LEVEL_ZH[level]}降{LEVEL_ZH[lower]}",
        f"Closing {these} lowers it from {level} to {lower}",
    )
