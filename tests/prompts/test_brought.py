"""A file that somebody brought: read as the library's are, or refused in clear lines."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.schema import LibraryErrors, ProgrammeFile, read_programme
from prompts.schema.brought import MOST_FAULTS, read_brought
from prompts.schema.writing import as_yaml
from prompts.shelf import FOLDER, read_library
from tests.bad_input.nasty import NASTY
from tests.prompts.files import HIDDEN, HOSTILE, JOINED, QUESTIONS, TEA, programmes

ROOT = Path(__file__).resolve().parents[2]
many = settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def refused(brought: bytes | str) -> list[str]:
    with pytest.raises(LibraryErrors) as caught:
        read_brought(brought)
    return caught.value.lines


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_in_clear_lines_and_soon(what: str) -> None:
    brought, expected = HOSTILE[what]
    begun = time.thread_time()
    found = refused(brought)
    assert time.thread_time() - begun < 2
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected
    for line in found:
        assert len(line) <= 400
        assert line.isprintable()


def test_a_hundred_faults_are_twenty_lines_and_a_count() -> None:
    found = refused(QUESTIONS + "    - {kind: x}\n" * 30 + "    - {kind: read}\n" * 9)
    assert len(found) == MOST_FAULTS + 1
    assert found[-1] == "And 28 more."


def test_no_jargon_of_the_checkers_shows() -> None:
    for brought, _lines in HOSTILE.values():
        said = "\n".join(refused(brought))
        for word in ["pydantic", "Input", "validation", "yaml.org", "scalar", "token", "Traceback"]:
            assert word not in said


def test_the_good_file_is_good() -> None:
    asked = read_brought(TEA).prompts[0].questions
    assert [question.for_each for question in asked] == [None, "leaves"]
    assert read_brought("\ufeff".encode() + TEA.replace("\n", "\r\n").encode()) == read_brought(TEA)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_the_library_reads_a_guest_may_bring(path: Path) -> None:
    assert read_brought(path.read_bytes()) == read_programme(path)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_value_is_text_or_refused(text: str) -> None:
    brought = TEA.replace("title: Tea", f"title: {text}", 1)
    try:
        assert isinstance(read_brought(brought.encode("utf-8", "surrogatepass")), ProgrammeFile)
    except LibraryErrors as errors:
        assert errors.lines


def test_what_does_not_show_is_refused_as_a_title_and_behind_a_backslash() -> None:
    others = (
        "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u206f\U0001d173\U000e0001\U000e0041"
    )
    for sign in HIDDEN + others:
        said = f"Line 2: the sign U+{ord(sign):04X} does not show, and is not used here."
        for title in (sign, f"{sign}Tea", f'"\\U{ord(sign):08x}"'):
            assert said in refused(TEA.replace("title: Tea", f"title: {title}")), said


@pytest.mark.parametrize("text", JOINED)
def test_what_joins_signs_is_taken_where_it_does(text: str) -> None:
    assert read_brought(TEA.replace("title: Tea", f"title: Tea {text}")).title == f"Tea {text}"
    for apart in (f"{text} \u200d", f"\u200d{text}", f"{text} \ufe0f"):
        assert refused(TEA.replace("title: Tea", f"title: Tea {apart}"))


@many
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_else_is_refused_too(brought: bytes | str) -> None:
    assert refused(brought)


@many
@given(st.data())
def test_a_file_with_a_piece_put_in_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TEA)))
    piece = data.draw(st.sampled_from(NASTY) | st.text(max_size=12))
    try:
        read_brought(TEA[:place] + piece + TEA[place:])
    except LibraryErrors as errors:
        assert errors.lines and len(errors.lines) <= MOST_FAULTS + 1


MEASURE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from prompts.schema import LibraryErrors
from prompts.schema.brought import read_brought
from tests.memory import peak
from tests.prompts.files import HOSTILE
before = peak()
for brought, _lines in HOSTILE.values():
    try:
        read_brought(brought)
    except LibraryErrors:
        pass
print(peak() - before)
"""


def test_no_file_takes_much_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 40_000


@pytest.mark.parametrize("programme", read_library().programmes, ids=lambda one: one.key)
def test_a_programme_of_the_library_reads_back_as_it_was(programme: ProgrammeFile) -> None:
    text = as_yaml(programme)
    assert read_brought(text.encode()) == programme
    assert as_yaml(read_brought(text)) == text


@many
@given(programmes())
def test_any_programme_reads_back_as_it_was(programme: ProgrammeFile) -> None:
    text = as_yaml(programme)
    assert read_brought(text.encode()) == programme
    assert as_yaml(read_brought(text)) == text


def test_a_file_says_no_default_and_begins_with_what_it_is() -> None:
    text = as_yaml(read_brought(TEA))
    assert text.startswith("key: tea\ntitle: Tea\n")
    assert "      - key: leaves\n        kind: list\n        text: Which leaves\n" in text
    for word in ["rows", "starters", "null", "intro", "holds", "[]", "{}"]:
        assert word not in text
