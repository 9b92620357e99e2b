"""The same words in the PDF, the Word file, the page and the plain text, whatever was typed."""

import html
import io
import random
import re
import unicodedata
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.documents.page import as_page
from portfolio.documents.pdf import as_pdf
from portfolio.documents.text import as_text
from portfolio.documents.tree import (
    Box,
    Choice,
    Choices,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Part,
    Table,
)
from portfolio.documents.word import as_word
from prompts.texts import clean_text
from tests.portfolio.pdf_reading import Reading
from tests.portfolio.samples import of_everything
from tests.portfolio.test_documents_pdf import HOSTILE

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzéèüßøłžşðæĳAZÉÜŁ",
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΑΩΆ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёђєіїўџґАЯЁ",
]
MARKS = ["*", "_", "#", "$", "@", "<", ">", "&", "\\", "`", "~", "=", "[", "]", "(", "{", "%", "'"]
CONTROLS = ["", "", "", "\x07", "\x00", "\ufeff", "\u200b", "\u00ad", "\ufffe", "e\u0301", "\t"]


def generated(seed: int) -> str:
    """A text of a few words and bits of markup, the same for the same number."""
    made = random.Random(seed)
    words = []
    for _number in range(made.randint(3, 14)):
        word = "".join(made.choices(ALPHABETS[seed % 3], k=made.randint(1, 12)))
        at = made.randint(0, len(word))
        words.append(word[:at] + made.choice(MARKS + CONTROLS) + word[at:])
        if made.random() < 0.3:
            words.append(made.choice(HOSTILE))
    return " ".join(words)


def with_texts(texts: list[str]) -> Document:
    """Each text in a part of its own, all kinds of parts in turn."""
    kinds = [
        lambda text: Paragraph((text, text)),
        lambda text: Heading(text),
        lambda text: Items((text,)),
        lambda text: Box(text, (text,)),
        lambda text: Choices(text, (Choice(text, True), Choice(text))),
        lambda text: Facts(((text, text),)),
        lambda text: Table(text, (text,), ((text,),)),
    ]
    parts: list[Part] = [kinds[number % len(kinds)](text) for number, text in enumerate(texts)]
    return Document("Generated", tuple(parts))


def words(text: str) -> list[str]:
    """Without what shows as nothing, and without the signs that only draw a box or a dot."""
    text = re.sub("[•☐☒]", " ", unicodedata.normalize("NFC", text))
    return re.sub("\u200b\\s*", "", re.sub("[\u00ad\u2060]", "", text)).split()


def letters(text: str) -> str:
    return "".join(words(text))


def in_word(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    ns = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    said = {f"{ns}p": "\n", f"{ns}br": "\n", f"{ns}tab": "\t"}
    return "".join(
        node.text or "" if node.tag == f"{ns}t" else said.get(node.tag, "") for node in body.iter()
    )


class Seen(HTMLParser):
    """What a browser shows of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.skipped, self.tags = "", 0, set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.skipped += tag in ("head",)
        self.text += "" if tag == "span" else "\n"

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in ("head",)

    def handle_data(self, data: str) -> None:
        self.text += "" if self.skipped else data


def test_a_thousand_texts_read_the_same_everywhere() -> None:
    document = with_texts([generated(seed) for seed in range(1000)])
    made = as_pdf(document)
    assert made.is_ua
    reading = Reading(made.content)
    assert reading.untagged == 0
    said = words("\n".join(document.texts()))
    assert len(said) > 20_000
    page = Seen(as_page(document))
    # Nothing that was typed became an element.
    assert not page.tags & {"script", "label"}
    assert words(page.text) == said
    assert words(in_word(as_word(document))) == said
    as_plain = letters(as_text(document))  # which puts a colon behind a label
    assert all(letters(text) in as_plain for text in document.texts())
    # A PDF keeps no space at the end of a line, so its words are compared letter by letter.
    assert letters(reading.text) == letters("\n".join(document.texts()))


def test_other_scripts_are_whole_in_word_and_on_the_page() -> None:
    texts = ["தமிழ் எழுத்து", "漢字かな交じり文", "שלום עולם", "مرحبا بالعالم", "ไทย", "🙂 👩🏽‍⚕️"]
    document = with_texts(texts)
    said = letters("\n".join(document.texts()))
    assert letters(Seen(as_page(document)).text) == said
    assert letters(in_word(as_word(document))) == said
    made = as_pdf(document)
    assert set(made.not_shown) >= {char for text in texts for char in text if char.isalpha()}
    for script in ("Tamil", "CJK", "Hiragana", "Hebrew", "Arabic", "Thai"):
        assert script in Reading(made.content).text


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_at_all_can_be_printed(text: str, label: str) -> None:
    document = Document(f"T{text}", (Facts(((label, text),)), Paragraph((text,)), Items((label,))))
    as_pdf(document)
    shown = letters(clean_text(text).text.replace("\ufeff", ""))
    for printed in (in_word(as_word(document)), Seen(as_page(document)).text, as_text(document)):
        assert shown in letters(html.unescape(printed)) or shown in letters(printed)


def test_word_has_headings_a_title_a_language_and_header_rows() -> None:
    file = docx.Document(io.BytesIO(as_word(of_everything())))
    assert file.core_properties.title == "One of everything"
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.author == "Amara"
    assert "python-docx" not in file.core_properties.comments
    by_style = {paragraph.style.name: paragraph.text for paragraph in file.paragraphs}
    assert by_style["Title"] == "One of everything"
    assert by_style["Heading 1"] == "Where it began"
    assert by_style["Heading 2"] == "What did you learn?"
    assert 'w:lang w:val="en-GB"' in file.styles.element.xml
    (table,) = file.tables
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [True, False, False]


def test_what_is_left_blank_can_be_filled_in() -> None:
    page = as_page(of_everything())
    assert '<dd class="blank">' in page
    assert "box--blank" in page
    assert "Pin:" in as_text(of_everything())


@pytest.mark.parametrize("loading", ["<link", "<script", 'src="h', 'src="/', "@import", "url("])
def test_the_page_needs_nothing_from_elsewhere(loading: str) -> None:
    assert loading not in as_page(of_everything())
