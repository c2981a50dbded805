"""Lines of Chinese text: nothing is lost, nothing sticks out, no mark stands where it may not."""

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.paper.breaking import _PIECE, NOT_FIRST, NOT_LAST, _grouped, lines_break

SIGNS = "整改完毕，。（）《》“”、；：GB 55009-2021 a1.5 "
TEXTS = st.text(alphabet=st.sampled_from(SIGNS), max_size=120)


def wide(text):
    return sum(1.0 if ord(sign) > 0x2000 else 0.5 for sign in text)


@given(text=TEXTS, width=st.integers(6, 30), first=st.sampled_from([0.0, 2.0]))
def test_nothing_is_lost_but_spaces_at_the_ends(text, width, first):
    lines = lines_break(text, width, wide, first=first)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(text=TEXTS, width=st.integers(6, 30), first=st.sampled_from([0.0, 2.0]))
def test_no_line_is_wider_than_it_may_be(text, width, first):
    lines = lines_break(text, width, wide, first=first)
    for n, line in enumerate(lines):
        assert wide(line) <= width - (first if n == 0 else 0) or n == 0


@given(text=TEXTS, width=st.integers(6, 30))
def test_marks_stand_where_they_may(text, width):
    """Say so wherever marks and words do not stick together to more than a whole line."""
    assume(all(wide(group) <= width for group in _grouped(_PIECE.findall(text))))
    lines = lines_break(text, width, wide)
    assert all(line[0] not in NOT_FIRST for line in lines[1:] if line)
    assert all(line[-1] not in NOT_LAST for line in lines[:-1] if line)


def test_words_and_numbers_stay_whole():
    assert lines_break("依据GB 55009-2021第6.1.8条的规定", 8, wide) == [
        "依据GB",
        "55009-2021第",
        "6.1.8条的规定",
    ]


def test_an_empty_text_is_one_empty_line():
    assert lines_break("", 10, wide) == [""]
