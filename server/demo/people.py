"""The sample bodies, officers and accounts; every name and number is invented."""

from dataclasses import dataclass
from typing import Any

from server.demo.district import STREETS

OFFICE = "office-chen"
AUTHORITY = {
    "name": "长春市宽城区安全生产委员会办公室（演示）",
    "name_en": "Kuancheng District Safety Office (sample)",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One officer: fields of duty on the certificate (none for street and office people)."""

    id: str
    name: str
    name_en: str
    body: str
    role: str
    fields: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()


ALL_STREETS = tuple(centre.code for centre in STREETS)
HOUSING, FIRE, MARKET = "body-housing", "body-fire", "body-market"
_FIELDS: dict[str, tuple[str, ...]] = {
    HOUSING: ("gas", "construction"),
    FIRE: ("fire",),
    MARKET: ("food",),
}
PEOPLE = (
    Person(
        "housing-li", "李志强", "Li Zhiqiang", HOUSING, "inspector", _FIELDS[HOUSING], ALL_STREETS
    ),
    Person(
        "housing-wang",
        "王晓东",
        "Wang Xiaodong",
        HOUSING,
        "inspector",
        _FIELDS[HOUSING],
        ALL_STREETS,
    ),
    Person(
        "housing-zhao",
        "赵宏伟",
        "Zhao Hongwei",
        HOUSING,
        "inspector",
        _FIELDS[HOUSING],
        ALL_STREETS,
    ),
    Person(
        "housing-sun", "孙丽娟", "Sun Lijuan", HOUSING, "inspector", _FIELDS[HOUSING], ALL_STREETS
    ),
    Person("fire-liu", "刘建国", "Liu Jianguo", FIRE, "inspector", _FIELDS[FIRE], ALL_STREETS),
    Person("fire-zhou", "周海涛", "Zhou Haitao", FIRE, "inspector", _FIELDS[FIRE], ALL_STREETS),
    Person("fire-wu", "吴敏", "Wu Min", FIRE, "inspector", _FIELDS[FIRE], ALL_STREETS),
    Person("fire-zheng", "郑凯", "Zheng Kai", FIRE, "inspector", _FIELDS[FIRE], ALL_STREETS),
    Person(
        "market-feng", "冯玉梅", "Feng Yumei", MARKET, "inspector", _FIELDS[MARKET], ALL_STREETS
    ),
    Person("market-yang", "杨帆", "Yang Fan", MARKET, "inspector", _FIELDS[MARKET], ALL_STREETS),
    Person("market-he", "何静", "He Jing", MARKET, "inspector", _FIELDS[MARKET], ALL_STREETS),
    Person("market-xu", "徐立军", "Xu Lijun", MARKET, "inspector", _FIELDS[MARKET], ALL_STREETS),
    Person(OFFICE, "陈立新", "Chen Lixin", "body-office", "office", streets=ALL_STREETS),
    Person("office-lin", "林婉清", "Lin Wanqing", "body-office", "office", streets=ALL_STREETS),
    Person("planner-guo", "郭振华", "Guo Zhenhua", "body-emergency", "planner"),
    Person(
        "street-ma", "马春梅", "Ma Chunmei", "street-220103002", "street", streets=("220103002",)
    ),
    Person("street-gao", "高鹏", "Gao Peng", "street-220103005", "street", streets=("220103005",)),
    Person("street-tang", "唐雪", "Tang Xue", "street-220103100", "street", streets=("220103100",)),
    Person("street-dong", "董磊", "Dong Lei", "street-220103014", "street", streets=("220103014",)),
)
ACCOUNTS = (
    ("office", OFFICE), ("office2", "office-lin"), ("planner", "planner-guo"),
    ("street", "street-ma"), ("inspector", "housing-li"),
)  # fmt: skip


def bodies() -> list[dict[str, Any]]:
    """Give the rows of `body.import`: three bodies that enforce, the office, a street office each."""
    rows = [
        _body(
            HOUSING,
            "宽城区住房和城乡建设局",
            "Housing and Construction Bureau",
            "住建局",
            _FIELDS[HOUSING],
        ),
        _body(FIRE, "宽城区消防救援大队", "Fire and Rescue Brigade", "消防大队", _FIELDS[FIRE]),
        _body(
            MARKET, "宽城区市场监督管理局", "Market Supervision Bureau", "市监局", _FIELDS[MARKET]
        ),
        _body("body-emergency", "宽城区应急管理局", "Emergency Management Bureau", "应急局", ()),
        _body("body-office", "宽城区安全生产委员会办公室", "District Safety Office", "安委办", ()),
    ]
    for centre in STREETS:
        kind = "镇人民政府" if centre.name.endswith("镇") else "办事处"
        name = centre.name.removesuffix("镇") + kind if kind != "办事处" else centre.name + kind
        row = _body(f"street-{centre.code}", name, f"{centre.name_en} Office", centre.name, ())
        row["competences"] = [
            {"field": field, "visit": "patrol"} for field in ("gas", "fire", "construction", "food")
        ]
        rows.append(row)
    return rows


def _body(id: str, name: str, name_en: str, short: str, fields: tuple[str, ...]) -> dict[str, Any]:
    visits = ("enforcement", "urgent", "patrol", "service")
    pairs = [{"field": field, "visit": visit} for field in fields for visit in visits]
    return {"id": id, "name": name, "name_en": name_en, "short": short, "competences": pairs}


def officers() -> list[dict[str, Any]]:
    """Give the bodies of `officer.register`, one for each person."""
    return [_officer(number, person) for number, person in enumerate(PEOPLE, start=1)]


def _officer(number: int, person: Person) -> dict[str, Any]:
    certificate = {
        "number": f"吉演执字 {220103}{number:04d}",
        "fields": list(person.fields),
        "from": "2023-01-01",
        "until": "2029-12-31",
    }
    return {
        "id": person.id, "name": person.name, "name_en": person.name_en, "body": person.body,
        "role": person.role, "streets": list(person.streets), "active": True,
        "certificates": [certificate] if person.fields else [],
    }  # fmt: skip


def crew_of(field: str, turn: int) -> tuple[Person, Person]:
    """Give two certified officers of the body that enforces in a field; `turn` rotates the pairs."""
    able = [person for person in PEOPLE if field in person.fields]
    return able[turn % len(able)], able[(turn + 1) % len(able)]
