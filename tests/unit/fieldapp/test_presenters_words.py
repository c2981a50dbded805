"""Every sentence is there in both languages, is used, and every character of it can be drawn."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from fieldapp.presenters.wording import WORDS_FILE, Wording
from shared.checklist import Basis
from shared.problems import Fault, Problem
from shared.text import LANGUAGES, Words, groups, terms

FIELDAPP = Path(__file__).resolve().parents[3] / "fieldapp"
FONTS = FIELDAPP.parent / "var" / "fonts"
SAID = re.compile(r"""say\(\s*(f?)["']([^"']+)["']""")
NAMED = re.compile(r"""["']([a-z_]+\.[a-z_0-9]+)["']""")
MADE = re.compile(r"""f["']([a-z_]+\.[a-z_]*\{[^"']+)["']""")


def sources() -> list[str]:
    """Give the text of every presenter, screen and widget."""
    files = [path for kind in ("py", "kv") for path in FIELDAPP.rglob(f"*.{kind}")]
    return [path.read_text("utf-8") for path in files]


def is_said(key: str, text: str) -> bool:
    """Say whether a text names a key, as it stands or with a part filled in."""
    made = (re.sub(r"\\{[^}]*\\}", "[a-z_0-9]+", re.escape(one)) for one in MADE.findall(text))
    return key in NAMED.findall(text) or any(re.fullmatch(one, key) for one in made)


def test_every_sentence_that_is_said_stands_in_both_languages() -> None:
    known = Words.read(WORDS_FILE).keys()

    missing = sorted(
        key
        for text in sources()
        for formatted, key in SAID.findall(text)
        if not formatted and key not in known
    )

    assert missing == []


def test_no_sentence_stands_there_unused() -> None:
    text = "\n".join(sources())

    keys = sorted(Words.read(WORDS_FILE).keys())
    unused = [key for key in keys if not key.startswith("problem.") and not is_said(key, text)]

    assert unused == []


@pytest.mark.parametrize("weight", ["Regular", "Medium", "Bold"])
def test_every_character_of_our_own_words_can_be_drawn_in_every_weight(weight: str) -> None:
    with TTFont(FONTS / f"ui-{weight}.ttf", lazy=True) as font:
        known = set(font.getBestCmap())
    texts = [
        sentence[lang]
        for sentence in Words.read(WORDS_FILE).sentences.values()
        for lang in LANGUAGES
    ]
    texts += [
        word(lang) for group in groups() for word in terms(group).values() for lang in LANGUAGES
    ]

    assert (
        sorted({sign for text in texts for sign in text if ord(sign) not in known} - {"\n"}) == []
    )


@pytest.mark.parametrize(
    ("basis", "zh", "en"),
    [
        (
            Basis("安全生产法", "2021", "36(4)", verified=True),
            "《安全生产法》第三十六条第四款",
            "《安全生产法》 Art. 36(4)",
        ),
        (
            Basis("城镇燃气管理条例", "2016", "28(五)", verified=True),
            "《城镇燃气管理条例》第二十八条第（五）项",
            "《城镇燃气管理条例》 Art. 28(5)",
        ),
        (
            Basis("GB 55009", "2021", "6.2.6", verified=False),
            "GB 55009-2021第6.2.6条",
            "GB 55009-2021 cl. 6.2.6",
        ),
        (Basis("消防法", "2021", "", verified=False), "《消防法》", "《消防法》"),
    ],
)
def test_citations_read_as_people_read_them(basis: Basis, zh: str, en: str) -> None:
    assert Wording.read("zh").citation(basis) == zh
    assert Wording.read("en").citation(basis) == en


def test_a_problem_is_worded_in_english_by_its_code_and_stays_chinese_without_one() -> None:
    known = Problem("pin_wrong", "PIN 不正确。", "请重新输入。")
    unknown = Problem("of_a_newer_server", "新的问题。", "新的办法。")
    wording = Wording.read("en")

    assert wording.trouble(known).message == "The PIN is wrong."
    assert wording.trouble(known).remedy == "Enter it again."
    assert wording.trouble(unknown).message == "新的问题。"
    wording.lang = "zh"
    assert wording.trouble(known).message == "PIN 不正确。"


def test_faults_below_a_problem_name_items_and_hide_what_is_for_machines() -> None:
    faults = (Fault("P08", "没有照片。", "请补拍。"), Fault("officers", "缺一名。", "请登录。"))
    problem = Problem("run_refused", "不能开始。", "请处理。", fields=faults)

    assert Wording.read("zh").trouble(problem).remedy == (
        "请处理。\n· P08  没有照片。请补拍。\n· 缺一名。请登录。"
    )


def test_a_code_of_a_newer_server_is_shown_as_it_is() -> None:
    assert Wording.read().term("hazard_state", "frozen") == "frozen"


def test_instants_are_written_in_the_districts_time() -> None:
    assert Wording.read().moment("2026-11-22T16:30:00.000Z") == "2026-11-23 00:30"
    assert Wording.read().clock_time("2026-11-22T16:30:00.000Z") == "00:30"
