import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.texts import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept", "left_out"),
    [
        ("a\r\nb\rc", "a\nb\nc", 0),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", 0),
        ("tab\there", "tab\there", 0),
        ("nul\x00bell\x07", "nulbell", 2),
        ("c1\x9b", "c1", 1),
        ("half \ud83d pair", "half  pair", 1),
        ("\ufdd0\ufffe\U0010ffff", "", 3),
        ("family 👨‍👩‍👧 and 👍🏽", "family 👨‍👩‍👧 and 👍🏽", 0),
        ("كلام\u200f", "كلام\u200f", 0),
    ],
)
def test_cleaning(typed, kept, left_out):
    assert clean_text(typed) == (kept, left_out)


def test_a_line_has_no_new_lines():
    assert clean_line(" a\r\nb\x00 ") == ("a b", 1)


@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text).text
    assert clean_text(once) == (once, 0)
    once.encode()
