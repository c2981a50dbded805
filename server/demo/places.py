"""Sample enterprises and sites, each on a point inside a community; every name is invented."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.demo.district import STREETS, Centre, Ground

# (Chinese, pinyin, English) parts that names are put together from.
FIRST = (
    ("鑫源", "xinyuan", "Xinyuan"), ("福顺", "fushun", "Fushun"), ("德昌", "dechang", "Dechang"), ("永兴", "yongxing", "Yongxing"),
    ("聚贤", "juxian", "Juxian"), ("宏达", "hongda", "Hongda"), ("瑞丰", "ruifeng", "Ruifeng"), ("金禾", "jinhe", "Jinhe"),
    ("北国", "beiguo", "Beiguo"), ("春城", "chuncheng", "Chuncheng"), ("铁北", "tiebei", "Tiebei"), ("松花", "songhua", "Songhua"),
    ("长青", "changqing", "Changqing"), ("同和", "tonghe", "Tonghe"), ("万家", "wanjia", "Wanjia"), ("老站", "laozhan", "Laozhan"),
    ("凯旋", "kaixuan", "Kaixuan"), ("和顺", "heshun", "Heshun"), ("祥云", "xiangyun", "Xiangyun"), ("龙泉", "longquan", "Longquan"),
    ("盛德", "shengde", "Shengde"), ("嘉和", "jiahe", "Jiahe"), ("东来", "donglai", "Donglai"), ("隆兴", "longxing", "Longxing"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of site: how many, its name endings, exposure, checklists, factors with their chance."""

    kind: str
    count: int
    endings: tuple[tuple[str, str, str], ...]
    checklists: tuple[str, ...]
    factors: tuple[tuple[str, float], ...]
    occupancy: tuple[int, int]
    exposure: str = "daily"
    vulnerable: bool = False
    supervisor: str = "body-emergency"


LPG, PIPED = "gas.restaurant_lpg", "gas.restaurant_piped"
SMALL, FOOD, SITE = "fire.small_premises", "food.catering", "construction.jgj59"
TRADES = (
    Trade("restaurant", 96, (("烧烤店", "shaokaodian", "Barbecue"), ("饺子馆", "jiaoziguan", "Dumpling House"), ("火锅店", "huoguodian", "Hot Pot"), ("面馆", "mianguan", "Noodle Shop")),
          (LPG, FOOD, SMALL), (("lpg_cylinders", 1.0), ("lpg_over_100kg", 0.25), ("open_flame_kitchen", 0.9), ("dwelling_above", 0.5), ("closed_kitchen", 0.25), ("charcoal_grill", 0.3), ("single_exit", 0.35)), (10, 72), supervisor="body-housing"),
    Trade("restaurant", 58, (("酒楼", "jiulou", "Restaurant"), ("菜馆", "caiguan", "Kitchen"), ("快餐店", "kuaicandian", "Fast Food")),
          (PIPED, FOOD, SMALL), (("open_flame_kitchen", 0.9), ("pipe_over_20_years", 0.3), ("large_caterer", 0.2), ("cold_dishes", 0.4), ("mixed_use_building", 0.4)), (24, 118), supervisor="body-housing"),
    Trade("canteen", 14, (("职工食堂", "zhigongshitang", "Staff Canteen"), ("学校食堂", "xuexiaoshitang", "School Canteen")),
          (PIPED, FOOD), (("group_meals", 1.0), ("vulnerable_people", 0.5)), (50, 180), vulnerable=True, supervisor="body-market"),
    Trade("shop", 46, (("超市", "chaoshi", "Supermarket"), ("五金商店", "wujinshangdian", "Hardware"), ("服装店", "fuzhuangdian", "Clothing")),
          (SMALL,), (("combustible_stock", 0.5), ("old_wiring", 0.35), ("sleeping_on_site", 0.15), ("e_bike_charging", 0.2)), (5, 60), supervisor="body-fire"),
    Trade("hotel", 16, (("旅馆", "lvguan", "Inn"), ("宾馆", "binguan", "Hotel")), (SMALL,), (("above_third_floor", 0.5), ("mixed_use_building", 0.5), ("combustible_panels", 0.15)), (18, 104), "round_the_clock", supervisor="body-fire"),
    Trade("entertainment", 10, (("歌厅", "geting", "Karaoke"), ("影城", "yingcheng", "Cinema")), (SMALL,), (("above_third_floor", 0.6), ("combustible_panels", 0.3), ("mixed_use_building", 0.8)), (40, 190), supervisor="body-fire"),
    Trade("clinic", 12, (("诊所", "zhensuo", "Clinic"),), (SMALL,), (("vulnerable_people", 0.8),), (10, 40), vulnerable=True, supervisor="body-fire"),
    Trade("school", 14, (("幼儿园", "youeryuan", "Kindergarten"), ("培训学校", "peixunxuexiao", "Training School")), (SMALL,), (("vulnerable_people", 1.0), ("above_third_floor", 0.2)), (30, 112), vulnerable=True, supervisor="body-fire"),
    Trade("workshop", 30, (("木器加工部", "muqijiagongbu", "Woodwork"), ("汽修部", "qixiubu", "Car Repair"), ("服装加工部", "fuzhuangjiagongbu", "Garments")),
          (SMALL,), (("sleeping_on_site", 0.3), ("combustible_panels", 0.3), ("combustible_stock", 0.6), ("old_wiring", 0.4)), (5, 45), supervisor="body-fire"),
    Trade("construction", 26, (("家园二期项目", "jiayuanerqixiangmu", "Homes Phase II"), ("厂房工程", "changfanggongcheng", "Plant Works"), ("安置房项目", "anzhifangxiangmu", "Resettlement Homes")),
          (SITE,), (("site_over_24m", 0.6), ("deep_pit", 0.4), ("tall_scaffold", 0.5), ("many_subcontractors", 0.5), ("overhead_line", 0.3), ("new_workers", 0.4)), (24, 112), supervisor="body-housing"),
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = (
    "建国",
    "丽华",
    "志明",
    "桂兰",
    "海峰",
    "玉珍",
    "国强",
    "春燕",
    "永生",
    "秀英",
    "立新",
    "雪梅",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A sample enterprise with its site, as the rows of the two imports."""

    enterprise: dict[str, Any]
    site: dict[str, Any]


def placed_sites(drawn: Ground, chance: random.Random) -> list[Placed]:
    """Give all sites with their enterprises, in a fixed order for each seed."""
    communities = sorted(drawn.community_street)
    made: list[Placed] = []
    for trade in TRADES:
        for number in range(trade.count):
            community = communities[(len(made) * 7 + chance.randrange(3)) % len(communities)]
            made.append(_placed(len(made) + 1, trade, number, community, drawn, chance))
    return made


def _placed(
    serial: int, trade: Trade, number: int, community: str, drawn: Ground, chance: random.Random
) -> Placed:
    centre = _centre(drawn.community_street[community])
    first = FIRST[(serial * 5 + number) % len(FIRST)]
    end = trade.endings[number % len(trade.endings)]
    zh, pinyin, en = _name(centre, first, end, serial)
    principal = SURNAMES[serial % len(SURNAMES)] + GIVEN[(serial * 3) % len(GIVEN)]
    uscc = _uscc(serial)
    lon, lat = drawn.point_in(community, chance)
    phone = f"0431-0000-{serial:04d}"
    enterprise = {
        "id": f"ent-{serial:04d}", "name": f"长春市{zh}", "name_en": f"{en}, Changchun", "uscc": uscc,
        "sector": trade.kind, "principal": principal, "contact": principal, "phone": phone,
    }  # fmt: skip
    site = {
        "id": f"site-{serial:04d}", "name": zh, "name_en": en, "pinyin": pinyin,
        "address": f"{centre.name}{first[0]}路{10 + serial % 180}号", "kind": trade.kind,
        "enterprise": enterprise["id"], "uscc": uscc, "contact": principal, "phone": phone,
        "lon": lon, "lat": lat, "datum": "wgs84", "exposure": trade.exposure,
        "checklists": list(trade.checklists),
        "factors": [code for code, share in trade.factors if chance.random() < share],
        "peak_occupancy": chance.randint(*trade.occupancy), "vulnerable": trade.vulnerable,
        "supervisor": trade.supervisor,
    }  # fmt: skip
    return Placed(enterprise, site)


def _name(
    centre: Centre, first: tuple[str, str, str], end: tuple[str, str, str], serial: int
) -> tuple[str, str, str]:
    branch = serial // (len(FIRST) * 2) + 1
    suffix = "" if end[0].endswith(("项目", "工程", "食堂", "学校", "幼儿园")) else "店"
    zh = f"{first[0]}{end[0]}" if branch == 1 else f"{first[0]}{end[0]}（{_short(centre)}{suffix}）"
    return (
        zh,
        f"{first[1]} {end[1]}",
        f"{first[2]} {end[2]}" + ("" if branch == 1 else f" ({centre.name_en})"),
    )


def _short(centre: Centre) -> str:
    return centre.name.removesuffix("街道").removesuffix("镇")


def _centre(code: str) -> Centre:
    return next(centre for centre in STREETS if centre.code == code)


def _uscc(serial: int) -> str:
    """Make a code of the right form (GB 32100: 18 characters with a check digit), of no real firm."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"92220103MA{serial:07d}"
    weights = [3**n % 31 for n in range(17)]
    total = sum(letters.index(c) * w for c, w in zip(body, weights, strict=True))
    return body + letters[(31 - total % 31) % 31]


def facilities(placed: list[Placed]) -> Iterator[dict[str, Any]]:
    """Give facilities of some sites: kitchens with cylinders, scaffolds."""
    for one in placed:
        serial = one.site["id"].removeprefix("site-")
        if one.site["kind"] == "construction":
            yield {
                "id": f"fac-{serial}-s",
                "site": one.site["id"],
                "kind": "scaffold",
                "name": "1号楼外脚手架",
                "name_en": "Scaffold, building 1",
                "slot": "1",
            }
        elif "lpg_over_100kg" in one.site["factors"]:
            yield {
                "id": f"fac-{serial}-g",
                "site": one.site["id"],
                "kind": "gas_room",
                "name": "瓶组间",
                "name_en": "Cylinder room",
                "slot": "1",
            }
