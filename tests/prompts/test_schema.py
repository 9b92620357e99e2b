"""A table of bad files: what is wrong, and the one line that says so."""

from pathlib import Path
from textwrap import dedent

import pytest

from prompts.schema import LibraryErrors, read_framework, read_programme, read_support
from prompts.shelf import read_library

GOOD = """
key: tea
title: Tea
purpose: To think about tea.
kind: practice
audience: [nurse]
minutes: 5
position: 1
source: {label: Nobody, citation: Nowhere.}
prompts:
  - key: first
    title: First
    minutes: 5
    questions:
      - {key: leaves, kind: list, text: Which leaves}
      - {key: each, kind: short_text, text: "For each: why?", for_each: leaves}
"""


def read(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "tea.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    with pytest.raises(LibraryErrors) as caught:
        read_programme(path)
    return caught.value.lines


QUESTION = 'tea.yaml, programme "tea", prompt "first", question "leaves"'
PROMPT = 'tea.yaml, programme "tea", prompt "first"'

BAD = [
    ("text: Which leaves", "txt: Which leaves", f'{QUESTION}: "text" is missing.'),
    (
        "text: Which leaves",
        "text: A, txet: B",
        f'{QUESTION}: "txet" is not a word that belongs here (check its spelling).',
    ),
    (
        "kind: list",
        "kind: lists",
        f'{QUESTION}: "kind" is "lists"; the kinds are read, long_text, short_text, list, '
        "single_choice, several_choices, checklist, scale, date, number, standards, tip_cards, "
        "action, promise.",
    ),
    ("text: Which leaves", "text: 7", f'{QUESTION}: "text" must be text (put quotes round it).'),
    ("text: Which leaves", 'text: ""', f'{QUESTION}: "text" is empty.'),
    (
        "text: Which leaves",
        f"text: {'x' * 301}",
        f'{QUESTION}: "text" is longer than 300 characters.',
    ),
    ("minutes: 5\n    q", 'minutes: "5"\n    q', f'{PROMPT}: "minutes" must be a whole number.'),
    ("minutes: 5\n    q", "minutes: 0\n    q", f'{PROMPT}: "minutes" must be 1 or more.'),
    (
        "key: leaves, kind",
        "key: Big-Leaves, kind",
        'tea.yaml, programme "tea", prompt "first", question "Big-Leaves": "key" may only be '
        "small letters, digits and underscores, starting with a letter.",
    ),
    (
        "for_each: leaves",
        "for_each: cups",
        f'{PROMPT}: question "each": "for_each" names "cups", '
        "which is not an earlier question of this prompt.",
    ),
    ("key: each", "key: leaves", f'{PROMPT}: two questions have the key "leaves".'),
    (
        "kind: list, text: Which leaves",
        "kind: long_text, text: Which leaves",
        f'{PROMPT}: question "each": "for_each" names "leaves", '
        'whose kind "long_text" has no items to ask about.',
    ),
    (
        "kind: list, text: Which leaves",
        "kind: scale, text: How much, ends: [little]",
        f"{QUESTION}: a scale needs words for both of its ends.",
    ),
    (
        "kind: list, text: Which leaves",
        "kind: scale, text: How much",
        f'{QUESTION}: a scale needs either "steps" or "ends", and not both.',
    ),
    (
        "kind: list, text: Which leaves",
        "kind: single_choice, text: Which, choices: [{key: a, label: A}, {key: a, label: B}]",
        f'{QUESTION}: the key "a" is used twice in this question.',
    ),
    (
        "kind: list, text: Which leaves",
        "kind: single_choice, text: Which, choices: [{key: a, label: A}]",
        f'{QUESTION}: "choices" needs at least 2.',
    ),
    (
        "kind: list, text: Which leaves",
        "kind: single_choice, text: Which, choices: [{key: a, label: A}, {key: b}]",
        f'{QUESTION}, choice "b": "label" is missing.',
    ),
    (
        "kind: list, text: Which leaves",
        "kind: list, text: Which, groups: [{key: a, label: A, private: true}, {key: b, label: B}]",
        f"{QUESTION}: only the last group of a list can be private.",
    ),
    (
        "kind: list, text: Which leaves",
        "kind: list, text: Which, starters: [1]",
        f"{QUESTION}, starters number 1: this must be text (put quotes round it).",
    ),
    (
        "kind: list, text: Which leaves",
        "kind: list, text: Which, shows: [zeroth]",
        'tea.yaml, programme "tea": prompt "first", question "leaves": "shows" names "zeroth", '
        "which is not an earlier prompt of this programme.",
    ),
    (
        "audience: [nurse]",
        "audience: [doctor]",
        'tea.yaml, programme "tea", audience number 1: this must be one of '
        "nurse, student, supervisor, leader or team.",
    ),
    (
        "audience: [nurse]",
        "audience: nurse",
        'tea.yaml, programme "tea": "audience" must be a list (lines that start with a hyphen).',
    ),
    (
        "citation: Nowhere.",
        "citation: Nowhere., url: 'javascript:alert(1)'",
        'tea.yaml, programme "tea", "source": "url" may only be '
        "an address that starts with https://.",
    ),
    ("title: Tea", "title: Tea\ntitle: Coffee", 'tea.yaml, line 4: "title" stands here twice.'),
    ("title: Tea", "title: &a Tea", None),  # an anchor without an alias does no harm
    (
        "title: Tea\npurpose: To think about tea.",
        "title: &a Tea\npurpose: *a",
        "tea.yaml, line 4: aliases (*name) are not used here.",
    ),
    (
        "title: Tea",
        "title: !!python/object/apply:os.getcwd []",
        "tea.yaml, line 3: tags (!name) are not used here.",
    ),
    ("key: tea", "key: coffee", 'tea.yaml: its "key" must be "tea", as the file is called.'),
]


@pytest.mark.parametrize(("part", "instead", "line"), BAD)
def test_a_bad_file_is_refused_in_one_line(tmp_path, part, instead, line):
    assert part in GOOD
    text = GOOD.replace(part, instead, 1)
    if line is None:
        path = tmp_path / "tea.yaml"
        path.write_text(text)
        read_programme(path)
    else:
        assert line in read(tmp_path, text)


def test_the_good_file_is_good(tmp_path):
    path = tmp_path / "tea.yaml"
    path.write_text(GOOD)
    assert read_programme(path).prompts[0].questions[1].for_each == "leaves"


def test_no_jargon_of_the_checker_shows(tmp_path):
    for part, instead, line in BAD:
        if line:
            said = "\n".join(read(tmp_path, GOOD.replace(part, instead, 1)))
            for word in ["pydantic", "Input should", "input_value", "validation error", "str_"]:
                assert word not in said


def test_several_faults_are_told_at_once(tmp_path):
    text = GOOD.replace("title: Tea", "title: 3").replace("kind: practice", "kind: magic")
    assert len(read(tmp_path, text)) == 2


@pytest.mark.parametrize("text", ["", "- a\n- b", "just words"])
def test_a_file_that_is_no_mapping(tmp_path, text):
    assert read(tmp_path, text) == ['tea.yaml: the file must be "word: value" lines.']


@pytest.mark.parametrize("text", ["a: [", "a: \x00", "{" * 5000, "a: 2026-99-99"])
def test_a_file_that_is_no_yaml(tmp_path, text):
    (line,) = read(tmp_path, text)
    assert line.startswith("tea.yaml")


def test_a_file_in_another_encoding(tmp_path):
    path = tmp_path / "tea.yaml"
    path.write_bytes(b"title: caf\xe9")
    with pytest.raises(LibraryErrors, match="UTF-8"):
        read_programme(path)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off"])
def test_a_word_stays_a_word(tmp_path, word):
    path = tmp_path / "tea.yaml"
    path.write_text(GOOD.replace("title: Tea", f"title: {word}"))
    assert read_programme(path).title == word


FRAMEWORK = """
key: house
name: The house's values
short_name: Values
regulator: The house
country: GB
effective_from: 2020-01-01
licence_note: Ours.
source_url: https://example.test/
themes:
  - {title: One, standards: [{code: "1", heading: Be kind}]}
"""


def test_a_framework(tmp_path):
    path = tmp_path / "house.yaml"
    path.write_text(FRAMEWORK)
    assert read_framework(path).themes[0].standards[0].checked
    path.write_text(FRAMEWORK.replace('"1"', "1"))
    with pytest.raises(LibraryErrors) as caught:
        read_framework(path)
    assert caught.value.lines == [
        'house.yaml, framework "house", theme "One", standard number 1: '
        '"code" must be text (put quotes round it).'
    ]


def test_a_standard_that_no_framework_has(tmp_path):
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "house.yaml").write_text(FRAMEWORK)
    (tmp_path / "tea.yaml").write_text(
        GOOD.replace("prompts:", "suggested_standards: {house: ['9'], other: ['1']}\nprompts:", 1)
    )
    with pytest.raises(LibraryErrors) as caught:
        read_library(tmp_path)
    assert caught.value.lines == [
        'tea.yaml, programme "tea", "suggested_standards": house has no standard 9.',
        'tea.yaml, programme "tea", "suggested_standards": there is no framework "other".',
    ]


def test_a_support_file(tmp_path):
    path = tmp_path / "xx.yaml"
    path.write_text("key: xx\ncountry: X\ncheckd_on: 2026-01-01\n")
    with pytest.raises(LibraryErrors) as caught:
        read_support(path)
    assert 'xx.yaml, support "xx": "checked_on" is missing.' in caught.value.lines
