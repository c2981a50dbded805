"""The summary sheet of JGJ 59-2011 as data: ten groups with their weights, nineteen item tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.checklist.model import Text

GUARANTEE_FULL = 60
GUARANTEE_LEAST = 40  # of 60; with guarantee items missing the same share of what was inspected
EXCELLENT_FROM = 80
QUALIFIED_FROM = 70
GRADE_LIMITS = (QUALIFIED_FROM, EXCELLENT_FROM)


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the summary sheet (appendix A): its weight and its item tables."""

    text: Text
    weight: int
    tables: Mapping[str, Text]


GROUPS: Mapping[str, Group] = {
    "management": Group(
        Text("安全管理", "Safety management"),
        10,
        {"B.1": Text("安全管理", "Safety management")},
    ),
    "site": Group(Text("文明施工", "Orderly site"), 15, {"B.2": Text("文明施工", "Orderly site")}),
    "scaffold": Group(
        Text("脚手架", "Scaffolds"),
        10,
        {
            "B.3": Text("扣件式钢管脚手架", "Tube-and-coupler scaffold"),
            "B.4": Text("门式钢管脚手架", "Frame scaffold"),
            "B.5": Text("碗扣式钢管脚手架", "Cuplock scaffold"),
            "B.6": Text("承插型盘扣式钢管脚手架", "Disk-lock scaffold"),
            "B.7": Text("满堂脚手架", "Full-space scaffold"),
            "B.8": Text("悬挑式脚手架", "Cantilever scaffold"),
            "B.9": Text("附着式升降脚手架", "Attached lifting scaffold"),
            "B.10": Text("高处作业吊篮", "Suspended platform"),
        },
    ),
    "pit": Group(Text("基坑工程", "Excavation"), 10, {"B.11": Text("基坑工程", "Excavation")}),
    "formwork": Group(
        Text("模板支架", "Formwork support"),
        10,
        {"B.12": Text("模板支架", "Formwork support")},
    ),
    "height": Group(
        Text("高处作业", "Work at height"), 10, {"B.13": Text("高处作业", "Work at height")}
    ),
    "power": Group(
        Text("施工用电", "Temporary power"), 10, {"B.14": Text("施工用电", "Temporary power")}
    ),
    "hoist": Group(
        Text("物料提升机与施工升降机", "Material and builders' hoists"),
        10,
        {
            "B.15": Text("物料提升机", "Material hoist"),
            "B.16": Text("施工升降机", "Builders' hoist"),
        },
    ),
    "crane": Group(
        Text("塔式起重机与起重吊装", "Tower cranes and lifting"),
        10,
        {"B.17": Text("塔式起重机", "Tower crane"), "B.18": Text("起重吊装", "Lifting")},
    ),
    "tools": Group(
        Text("施工机具", "Site machines"), 5, {"B.19": Text("施工机具", "Site machines")}
    ),
}

GROUP_OF_TABLE: Mapping[str, str] = {
    table: name for name, group in GROUPS.items() for table in group.tables
}


def group_text(name: str) -> Text:
    """Name a row of the summary sheet; a row of one's own has its code."""
    group = GROUPS.get(name)
    return group.text if group else Text(name, name)


def table_text(table: str) -> Text | None:
    """Name an item table with its number; None for a table of one's own."""
    group = GROUPS.get(GROUP_OF_TABLE.get(table, ""))
    if group is None:
        return None
    return Text(f"{table} {group.tables[table].zh}", f"{table} {group.tables[table].en}")
