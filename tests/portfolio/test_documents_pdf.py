"""A PDF that can be heard, that shows what was written, and that says what it cannot show."""

import io
import json
import re
import subprocess
import sys
import threading
import time
from hashlib import sha256

import pikepdf
import pytest
from pdfua import Severity, validate

from portfolio.documents import pdf as module
from portfolio.documents import word
from portfolio.documents.fonts import FOLDER, cannot_show, named, shown
from portfolio.documents.pdf import BusyError, TooLongError, as_pdf
from portfolio.documents.tree import Box, Document, Facts, Heading, Paragraph
from portfolio.documents.word import TooLongForWordError, as_word
from tests.portfolio.pdf_reading import Reading
from tests.portfolio.samples import of_everything

HOSTILE = [
    '#read("/etc/passwd")', '#include "/etc/passwd"', '#import "@preview/x:1.0.0": *',
    "$x^2$ *star* _under_ `raw` = head", "@ref <label> // comment /* more */ \\", "#sys.inputs",
    "]#panic()[", "${x} {{ x }} {% debug %} <script>alert(1)</script> &amp;",
    "- one -- two --- three ... ~ 'q' \"q\"", "http://example.org/a?b=c#d",
]  # fmt: skip
# The beginning of each file's SHA-256.
AS_THEY_CAME = {
    "AtkinsonHyperlegible_400Regular.ttf": "752bace0a9820236f24d65d680ac07ae",
    "AtkinsonHyperlegible_700Bold.ttf": "9ebfea858a99e61e2fc299d194ba55b8",
    "NotoSans_400Regular.ttf": "fe8c022f48d8dd29f17b744d16f9346f",
    "NotoSans_700Bold.ttf": "13a813c49624ae3ba3c5c6e72c5ebffc",
}


def one(*lines: str) -> Document:
    return Document("A title", (Paragraph(lines),))


def test_language_title_and_tags_are_there() -> None:
    made = as_pdf(of_everything())
    assert (made.not_shown, made.is_ua) == ("", True)
    reading = Reading(made.content)
    root = reading.pdf.Root
    assert root.Lang == "en-GB"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    with reading.pdf.open_metadata() as about:
        assert about["dc:title"] == "One of everything"
        assert about["pdfuaid:part"] == "1"
    assert reading.untagged == 0
    kinds = reading.kinds()
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/TOC"} <= set(kinds)
    assert [kinds.count(kind) for kind in ("/Table", "/THead", "/TR", "/TH", "/TD")] == [
        1, 1, 3, 2, 4,
    ]  # fmt: skip


def test_the_checker_of_pdf_ua_finds_nothing() -> None:
    report = validate(io.BytesIO(as_pdf(of_everything()).content))
    assert [one.message for one in report.findings if one.severity >= Severity.WARNING] == []


def test_text_outside_of_a_tag_would_be_found() -> None:
    pdf = pikepdf.open(io.BytesIO(as_pdf(one("Words")).content))
    page = pdf.pages[0]
    stream = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(re.sub(rb"/\w+\s*<<[^>]*/MCID[^>]*>>\s*BDC", b"/X BMC", stream))
    held = io.BytesIO()
    pdf.save(held)
    assert Reading(held.getvalue()).untagged >= 2


def test_what_was_written_is_neither_markup_nor_code() -> None:
    reading = Reading(as_pdf(one(*HOSTILE)).content)
    for text in HOSTILE:
        assert text in reading.text
    assert "root:" not in reading.text


def test_the_template_takes_nothing_from_anywhere() -> None:
    for template in module.TEMPLATE.glob("*.typ"):
        source = template.read_text()
        assert not re.search(r"#(import|include)|@preview|\b(read|eval|plugin)\(", source)
    assert {path.suffix for path in module.TEMPLATE.iterdir()} == {".typ"}


def test_each_typeface_is_as_it_came_and_brings_its_licence() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == {
        "OFL-atkinson-hyperlegible.txt",
        "OFL-noto-sans.txt",
    }
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.ttf")}
    assert {name: digest[:32] for name, digest in found.items()} == AS_THEY_CAME
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL-noto-sans.txt").read_text()


def test_every_sign_that_it_is_said_to_show_is_shown() -> None:
    signs = [chr(point) for point in sorted(shown()) if cannot_show(chr(point)) == ""]
    rows = tuple(" ".join(signs[at : at + 40]) for at in range(0, len(signs), 40))
    made = as_pdf(one(*(row for row in rows if row.strip())))
    assert made.is_ua
    assert len(signs) > 3000


@pytest.mark.parametrize("text", ["தமிழ்", "漢字", "שלום", "🙂", "\u0378", "\ue000", "☐"])
def test_signs_without_a_typeface_are_named_and_the_rest_is_shown(text: str) -> None:
    made = as_pdf(one("Before", text, "after"))
    assert made.not_shown == "".join(dict.fromkeys(text))
    assert not made.is_ua
    reading = Reading(made.content)
    assert "cannot show some signs" in reading.text
    for words in ("Before", "after", named(made.not_shown)[0].split()[0]):
        assert words in reading.text
    assert reading.pdf.Root.Lang == "en-GB"
    assert reading.untagged == 0
    assert "/P" in reading.kinds()


def test_signs_are_named_in_words() -> None:
    assert named("தமிழ்🙂漢\u0378") == [
        "Tamil (5 signs)", "CJK (1 sign)", "slightly smiling face", "U+0378",
    ]  # fmt: skip
    assert named("".join(map(chr, range(0x1F600, 0x1F614))))[-1] == "and 8 more"


def test_what_nobody_foresaw_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cannot_show", lambda texts: "")
    made = as_pdf(one("Before தமிழ் after"))
    assert not made.is_ua
    assert "Before" in Reading(made.content).text


@pytest.mark.parametrize("text", ["\x00\x07", "\ud800", "\ufffe\uffff", "\ufeff", "a\r\nb\x85c"])
def test_signs_that_no_file_may_hold_are_left_out(text: str) -> None:
    made = as_pdf(Document(f"A{text}", (Heading(f"B{text}"), Facts(((f"C{text}", text),)))))
    assert made.is_ua


def test_a_word_longer_than_a_line_goes_on_in_the_next() -> None:
    reading = Reading(as_pdf(one("w" * 400)).content)
    assert reading.text.count("\u200b") == 7


def test_one_is_made_at_a_time_and_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.05)
    with module._one_at_a_time, pytest.raises(BusyError):
        as_pdf(one("Words"))
    assert as_pdf(one("Words")).is_ua  # the lock was let go


def test_who_would_be_the_third_is_told_at_once() -> None:
    began = time.monotonic()
    with module._two_in_all, module._two_in_all, pytest.raises(BusyError):
        as_pdf(one("Words"))
    assert time.monotonic() - began < module.LONGEST_WAIT / 2
    assert as_pdf(one("Words")).is_ua


def test_several_people_at_once_get_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[int, str] = {}

    def make(number: int) -> None:
        made[number] = Reading(as_pdf(one(f"marker{number}end")).content).text

    threads = [threading.Thread(target=make, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: re.findall(r"marker\d+end", made[n]) for n in made} == {
        number: [f"marker{number}end"] for number in range(2)
    }


def test_more_than_any_portfolio_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(TooLongError):
        as_pdf(one("words " * (module.MOST_CHARACTERS // 6 + 1)))
    with pytest.raises(TooLongError):  # each line takes room, also an empty one
        as_pdf(one("\n" * (module.MOST_LINES + 1)))
    with pytest.raises(TooLongForWordError):
        as_word(one("\n" * (word.MOST_LINES + 1)))
    assert time.monotonic() - began < 1


def test_two_hundred_pages_are_quick_and_small() -> None:
    """At most 4 s and 350 MB, in a fresh process; longer where others work on this machine too."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.portfolio.two_hundred_pages"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    took = json.loads(done.stdout)
    assert took["pages"] >= 200
    assert took["seconds"] <= 4 * took["busy"], took
    assert took["megabytes"] <= 350, took


@pytest.mark.parametrize(
    "parts",
    [
        (Heading("Too deep", 2),),
        (Heading("One"), Heading("Three", 3)),
        (Heading("One"), Box("Three", level=3)),
        (Heading("One", 4),),
        (Heading("One", 0),),
    ],
)
def test_headings_leave_out_no_level(parts: tuple[Heading | Box, ...]) -> None:
    with pytest.raises(ValueError, match="level"):
        Document("A title", parts)
