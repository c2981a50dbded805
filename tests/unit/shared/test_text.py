"""Words: every code spelled once in both languages, sentences with their values, folding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.record import KINDS
from shared.risk import CONFIDENCES, EXPOSURES, GRADES, LEVELS
from shared.risk.model import CONTROL_KINDS
from shared.sync import OUTCOMES
from shared.text import TermUnknown, Words, WordsFaulty, fold, groups, term, terms

ALL = [(group, code, word) for group in groups() for code, word in terms(group).items()]


def test_a_code_has_its_word_in_both_languages():
    assert term("hazard_grade", "major") == "重大"
    assert term("hazard_grade", "major", "en").lower() == "major"
    assert term("risk_level", "blue") == "低"


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("hazard_grade", GRADES),
        ("risk_level", LEVELS),
        ("confidence", CONFIDENCES),
        ("outcome", OUTCOMES),
        ("operation_kind", KINDS),
        ("exposure", EXPOSURES),
        ("control_kind", CONTROL_KINDS),
    ],
    ids=lambda one: one if isinstance(one, str) else "codes",
)
def test_every_wire_word_of_a_group_is_spelled(group, codes):
    assert set(codes) <= set(terms(group))


def test_no_word_is_blank_and_no_english_word_holds_chinese():
    for group, code, word in ALL:
        assert word.zh.strip(), (group, code)
        assert word.en.strip(), (group, code)
        assert not any("\u4e00" <= one <= "\u9fff" for one in word.en), (group, code)


def test_no_two_codes_of_a_group_share_a_word():
    # Legal papers know two grades only, so three of ours read alike there.
    for group in set(groups()) - {"hazard_grade_legal"}:
        words = [one.zh for one in terms(group).values()]
        assert len(set(words)) == len(words), group


@pytest.mark.parametrize(
    "ask", [("hazard_grade", "severe"), ("gradings", "major"), ("hazard_grade", "major", "fr")]
)
def test_an_unknown_code_group_or_language_is_refused_with_what_there_is(ask):
    with pytest.raises(TermUnknown) as caught:
        term(*ask)
    assert caught.value.remedy.startswith("Use one of")


def words_of(tmp_path, text):
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    return Words.read(path)


def test_a_sentence_is_found_by_its_path_and_takes_its_values(tmp_path):
    words = words_of(tmp_path, '[today]\nleft = {zh = "还剩 {count} 项", en = "{count} left"}\n')
    assert words("today.left", count=3) == "还剩 3 项"
    assert words("today.left", "en", count=3) == "3 left"
    assert words.keys() == {"today.left"}


def test_a_missing_key_language_or_value_is_told(tmp_path):
    words = words_of(tmp_path, 'left = {zh = "还剩 {count} 项", en = "{count} left"}\n')
    for key, lang, values in (
        ("right", "zh", {}),
        ("left", "fr", {"count": 1}),
        ("left", "zh", {}),
    ):
        with pytest.raises(WordsFaulty):
            words(key, lang, **values)


@pytest.mark.parametrize(
    "text",
    ['left = {zh = "还剩"}', 'left = {zh = "还剩 {count} 项", en = "left"}',
     'left = {zh = "还剩 {count 项", en = "{count} left"}', "left = ", 'left = {zh = "", en = ""}'],
    ids=["english", "values", "brace", "toml", "blank"],
)  # fmt: skip
def test_a_broken_file_of_sentences_is_refused(tmp_path, text):
    with pytest.raises(WordsFaulty):
        words_of(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WordsFaulty, match="absent"):
        Words.read(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＢＣ１２３", "abc123"), ("㎡", "m2"), ("Straße", "STRASSE"), ("  老王　饺子馆 ", "老王 饺子馆")],
)  # fmt: skip
def test_what_looks_the_same_folds_the_same(one, other):
    assert fold(one) == fold(other)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
