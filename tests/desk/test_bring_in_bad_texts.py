"""Whatever text is brought: read by its headings, or refused in one clear line and soon."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.bring_in import texts
from desk.bring_in.opening import CannotOpen
from desk.bring_in.texts import lines_of_file, lines_of_text, pieces
from desk.models import Bringing
from tests.desk.sending import zipped
from tests.makers import make_user

TEXT = reverse("desk:bring_in_text")
MIB = 1024 * 1024


def word(*lines, style=None):
    document = Document()
    for line in lines:
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        else:
            document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def changed(content, name, change):
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one, change(data) if one.filename == name else data)
    return held.getvalue()


def with_file(content, name, data):
    held = io.BytesIO(content)
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return held.getvalue()


def elsewhere(content):
    """With its words in a part of another name than the one that is counted."""
    for name in ("[Content_Types].xml", "_rels/.rels"):
        content = changed(content, name, lambda data: data.replace(b"document.xml", b"real.bin"))
    return with_file(content, "word/real.bin", zipfile.ZipFile(io.BytesIO(content)).read(BODY))


def small_bomb(content):
    held = io.BytesIO(content)
    with zipfile.ZipFile(held, "a") as made:
        made.writestr("word/media/x.bin", b"\0" * 20_000_000, zipfile.ZIP_BZIP2)
    return held.getvalue()


def test_a_word_file_is_read_by_its_headings():
    lines = lines_of_file(word("Before.", "# A night", "It rained.", "And rained.", "# A day"))
    found = pieces(lines, by_heading=True)
    assert [(one.title, one.text) for one in found] == [
        ("", "Before."),
        ("A night", "It rained.\nAnd rained."),
        ("A day", ""),
    ]
    (whole,) = pieces(lines, by_heading=False)
    assert whole.paragraphs == ["Before.", "A night", "It rained.", "And rained.", "A day"]


BODY = "word/document.xml"
GOOD = word("Words.")
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
WORDS = {
    "old word": b"\xd0\xcf\x11\xe0" + b"x" * 600,
    "a macro": with_file(GOOD, "word/vbaProject.bin", b"x"),
    "entities": changed(GOOD, BODY, lambda data: ENTITIES + data.partition(b"?>")[2]),
    "entities elsewhere": changed(
        GOOD, "word/styles.xml", lambda data: ENTITIES + data.partition(b"?>")[2]
    ),
    "in utf-16": changed(GOOD, BODY, lambda data: data.decode().encode("utf-16")),
    "no xml": changed(GOOD, BODY, lambda data: b"<w:document"),
    "another xml": changed(GOOD, BODY, lambda data: b"<html/>"),
    "no types": changed(GOOD, "[Content_Types].xml", lambda data: b""),
    "a bomb": changed(GOOD, BODY, lambda data: b" " * (9 * MIB)),
    "a bomb beside it": with_file(GOOD, "word/media/x.bin", b" " * (30 * MIB)),
    "many paragraphs": changed(
        GOOD, BODY, lambda data: data.replace(b"<w:sectPr", b"<w:p/>" * 30_000 + b"<w:sectPr")
    ),
    "a bomb in a few bytes": small_bomb(GOOD),
    "words elsewhere": elsewhere(GOOD),
    "many tags": with_file(GOOD, "word/x.xml", b"<a>" * 700_000),
    "a zip": zipped([("x", "y")]),
    "a picture": b"\x89PNG\r\n\x1a\n\xff",
    "a program": b"MZ\x00\x01",
    "too long": ("x" * (texts.MOST_TEXT + 1)).encode(),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_bad_word_file_is_refused_in_one_line(name):
    began = time.process_time()
    with pytest.raises(CannotOpen) as found:
        lines_of_file(WORDS[name])
    assert found.value.said.endswith(".")
    assert time.process_time() - began < 2


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_a_torn_word_file_is_read_or_refused(at, bytes_there):
    torn = GOOD[:at] + bytes_there + GOOD[at + len(bytes_there) :]
    try:
        lines_of_file(torn)
    except CannotOpen as error:
        assert error.said


@pytest.mark.django_db
def test_a_file_with_a_program_in_it_is_refused_by_its_name(client, sign_in):
    person = make_user()
    response = sign_in(client, person).post(TEXT, {"file": SimpleUploadedFile("x.docm", GOOD)})
    assert "docm" in client.get(response["Location"]).text
    assert not Bringing.objects.exists()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_keeps_its_words(text):
    lines = lines_of_text(text)
    said = "".join("".join(line) for _heads, line in lines).split()
    assert "".join(said) == "".join(
        "".join(piece.title + piece.text for piece in pieces(lines, by_heading=True)).split()
    )
