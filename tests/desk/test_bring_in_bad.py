"""Whatever is brought: a clear line, nothing half come in, and bounded in time and memory."""

import io
import json
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.bring_in import opening, services, texts
from desk.bring_in.journals import journal_of
from desk.bring_in.opening import CannotOpen, Copy, read_json
from desk.bring_in.planning import plan_for
from desk.bring_in.texts import lines_of_file, lines_of_text, pieces
from desk.models import Bringing
from desk.take_out.archive import as_json, journal_archive
from desk.take_out.gather import everything
from journals.models import Entry
from tests.makers import (
    make_clash,
    make_entry,
    make_promise,
    make_prompt_version,
    make_revision,
    make_user,
)

BRING_IN, TEXT = reverse("desk:bring_in"), reverse("desk:bring_in_text")
MIB = 1024 * 1024


def zipped(files, how=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as made:
        for name, content in files:
            made.writestr(name, content)
    return held.getvalue()


def lying(content, size=100):
    """The same ZIP, that says of its first file that it is small."""
    raw = bytearray(content)
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(raw)


def locked():
    raw = bytearray(zipped([("journal.json", "{}")]))
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


BOMB = zipped([("journal.json", b" " * (40 * MIB))])
ZIPS = {
    "nothing": b"",
    "not a zip": b"hello",
    "half a zip": zipped([("journal.json", "{}" * 999)])[:60],
    "only a head": b"PK\x03\x04",
    "no journal": zipped([("other.json", "{}")]),
    "a bomb": BOMB,
    "a bomb that lies": lying(BOMB),
    "a path up": zipped([("../journal.json", "{}")]),
    "a path from the root": zipped([("/journal.json", "{}")]),
    "in a folder": zipped([("x/journal.json", "{}")]),
    "twice": zipped([("journal.json", "{}"), ("journal.json", "[]")]),
    "a zip in a zip": zipped([("journal.json", zipped([("journal.json", "{}")]))]),
    "behind a picture": b"GIF89a" + zipped([("journal.json", "{}")]),
    "bzip2": zipped([("journal.json", "{}")], zipfile.ZIP_BZIP2),
    "lzma": zipped([("journal.json", "{}")], zipfile.ZIP_LZMA),
    "with a password": locked(),
    "very many": zipped([(f"{n}", "") for n in range(20_001)]),
    "with more behind its end": zipped([("journal.json", "{}")]) + b"more",
    "with a remark": zipped([("journal.json", "{}")])[:-2] + b"\x04\0more",
    "not utf-8": zipped([("journal.json", b"\xff\xfe{\x00}\x00")]),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ZIPS)
def test_a_bad_zip_is_refused_in_one_line(name):
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(CannotOpen) as found:
            journal_of(Copy(io.BytesIO(ZIPS[name])).journal())
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.value.said.endswith(".")
    assert peak < 3 * opening.MOST_JSON
    assert time.process_time() - began < 4


JSONS = {
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "no format": "{}",
    "another format": '{"format": "someone/1"}',
    "a number as format": '{"format": 1}',
    "a name twice": '{"format": "reflect-journal/1", "format": "reflect-journal/1"}',
    "not a number": '{"format": "reflect-journal/1", "x": NaN}',
    "without end": '{"format": "reflect-journal/1", "x": 1e999}',
    "a huge number": '{"x": ' + "9" * 10_000 + "}",
    "half a character": '{"format": "reflect-journal/1", "x": "\\ud800"}',
    "deep": "[" * 100_000,
    "deep and closed": "[" * 60 + "]" * 60,
    "wide": "[" + "{}," * 600_000 + "{}]",
    "many": "[" + "1," * 2_000_000 + "1]",
    "of nobody": '{"format": "reflect-journal/1", "entries": []}',
    "of a number": '{"format": "reflect-journal/1", "person": 5}',
    "entries are no list": '{"format": "reflect-journal/1", "entries": {}}',
    "too many entries": json.dumps({"format": "reflect-journal/1", "entries": [0] * 20_001}),
}


@pytest.mark.parametrize("name", JSONS)
def test_bad_data_are_refused_in_one_line(name):
    began = time.process_time()
    with pytest.raises(CannotOpen) as found:
        journal_of(JSONS[name])
    assert found.value.said.endswith(".")
    assert time.process_time() - began < 2


def test_a_journal_from_the_future_is_said_to_be_one():
    with pytest.raises(CannotOpen, match="newer version"):
        journal_of('{"format": "reflect-journal/2"}')


def test_the_most_that_is_let_through_stays_within_memory():
    """Dictionaries, short texts and numbers: each takes more room than it does in the file."""
    worst = "[" + ",".join(['{"ab":"cd"}'] * 39_000) + "," + ",".join(["1234"] * 70_000) + "]"
    tracemalloc.start()
    try:
        read_json(worst)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30 * MIB  # of a tenth


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["not a zip", "a bomb that lies", "twice"])
def test_nothing_is_kept_of_a_bad_file(client, sign_in, name):
    person = make_user()
    response = sign_in(client, person).post(
        BRING_IN, {"file": SimpleUploadedFile("journal.zip", ZIPS[name])}
    )
    assert response.status_code == 303
    assert response["Location"] == BRING_IN
    assert not Bringing.objects.exists()


# Any value in the place of any other.

ODD = [None, True, -1, 2**70, 0.5, "", "x", "\x00", "é" * 5_000, [], [[]], {}, {"a": {"b": []}},
       "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-02-30"]  # fmt: skip


def places(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:2]):
            yield (*path, number)
            yield from places(inner, (*path, number))


def torn_at(plain, path, odd):
    torn = json.loads(plain)
    inside = torn
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = odd
    return torn


@pytest.fixture
def journal():
    person = make_user("Writer", "writer@example.test")
    entry = make_entry(
        person,
        make_prompt_version(),
        title="A night",
        answers={
            "happened": "It rained.",
            "barriers": [{"id": "aaaa", "text": "Rain"}],
            "felt": ["calm"],
        },
    )
    make_revision(entry)
    make_clash(entry)
    make_promise(person)
    return everything(person)


@pytest.mark.django_db
def test_no_odd_value_anywhere_breaks_it(journal):
    parts = ("entries", "promises", "wordings", "kept_words", "wishes", "person", "measures")
    reached = [path for path in places(journal) if path[0] in parts or len(path) == 1]
    other = make_user("Other", "other@example.test")
    plain = json.dumps(journal)

    @settings(max_examples=12, deadline=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(reached), st.sampled_from(ODD))
    def tried(path, odd):
        torn = torn_at(plain, path, odd)
        try:
            bringing = services.wait_for_yes(person=other, text=json.dumps(torn))
            seen = services.seen_of(services.look(bringing, other))
        except CannotOpen:
            return
        services.bring_in(bringing_id=bringing.pk, person=other, seen=seen)
        copy = everything(other)
        as_json(copy)
        services.take_back(bringing_id=bringing.pk, person=other)
        Bringing.objects.all().delete()
        Entry.objects.filter(author=other).delete()

    tried()


@pytest.mark.django_db
def test_what_came_in_can_be_read_written_and_taken_out(client, sign_in, journal):
    """Answers of another shape than their questions ask for, on every page of their entry."""
    for odd in ("text", 5, [1], {"a": 1}, [{"id": 5}], None):
        for key in list(journal["entries"][0]["answers"]):
            journal["entries"][0]["answers"][key] = odd
        person = make_user("Odd", f"odd{abs(hash(str(odd)))}@example.test")
        text = json.dumps(journal)
        bringing = services.wait_for_yes(person=person, text=text)
        seen = services.seen_of(plan_for(person, text))
        services.bring_in(bringing_id=bringing.pk, person=person, seen=seen)
        sign_in(client, person)
        for entry in Entry.objects.visible_to(person):
            for page in ("entry_read", "entry_write", "entry_history"):
                assert client.get(reverse(f"journals:{page}", args=[entry.pk])).status_code == 200
        assert client.get(reverse("journals:entry_list")).status_code == 200
        assert b"".join(journal_archive(person))


# Word files


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


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["programme", "prompt"])
def test_what_the_database_is_asked_for_holds_no_nul(journal, where):
    journal["entries"][0][where]["key"] = "a\x00b"
    plan = plan_for(make_user("Other", "other@example.test"), json.dumps(journal))
    assert [f"{where}.key" in one.why for one in plan.refused] == [True]
