"""Whatever journal is brought: a clear line, nothing half come in, bounded in time and memory."""

import io
import json
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.bring_in import opening, services
from desk.bring_in.journals import journal_of
from desk.bring_in.opening import CannotOpen, Copy, read_json
from desk.bring_in.planning import plan_for
from desk.models import Bringing
from desk.take_out.archive import as_json, journal_archive
from desk.take_out.gather import everything
from journals.models import Entry
from tests.desk.sending import BRING_IN, zipped
from tests.makers import (
    make_clash,
    make_entry,
    make_promise,
    make_prompt_version,
    make_revision,
    make_user,
)

MIB = 1024 * 1024


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


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["programme", "prompt"])
def test_what_the_database_is_asked_for_holds_no_nul(journal, where):
    journal["entries"][0][where]["key"] = "a\x00b"
    plan = plan_for(make_user("Other", "other@example.test"), json.dumps(journal))
    assert [f"{where}.key" in one.why for one in plan.refused] == [True]
