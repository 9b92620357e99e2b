"""Each "must" of a sealed field, with what would break it. Tried on the journal's own models."""

import copy
import json
import pickle
from contextlib import contextmanager

import pytest
from django.core import serializers
from django.db import connection, models, transaction
from django.db.models import F, Value
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from journals.models import Entry, EntryRevision
from portfolio.models import AttachmentPart
from tests.makers import make_entry, make_user
from tests.portfolio.makers import make_cpd, make_file
from vault import sealing
from vault.errors import (
    CopyRefused,
    KeyMissing,
    NotOpened,
    PlainTextRefused,
    SealError,
    TamperedText,
    UnsealableText,
)
from vault.fields import seal_for, sealed_fields
from vault.ids import new_id
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    return make_entry(make_user(), title="Tea", answers={"happened": "It went cold."})


@contextmanager
def refused(error, match=None):
    """In a savepoint: a refusal within save() or update() spoils the transaction around it."""
    with pytest.raises(error, match=match) as refusal, transaction.atomic():
        yield refusal


def raw(entry: Entry, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM journals_entry WHERE id = %s", [stored_id(entry)])
        return bytes(cursor.fetchone()[0])


def put_raw(entry: Entry, column: str, value: bytes) -> None:
    """As somebody would who can write to the database but has no key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE journals_entry SET {column} = %s WHERE id = %s", [value, stored_id(entry)]
        )


def stored_id(entry: Entry) -> object:
    return Entry._meta.pk.get_db_prep_value(entry.pk, connection)


def plain_queryset() -> models.QuerySet[Entry]:
    return models.QuerySet(Entry)


# What is written comes back exactly.

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | texts
    | st.floats(allow_nan=False, allow_infinity=False)
)
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)


@given(title=texts, answers=documents)
@hypothesis_settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_text_and_documents_come_back_exactly(entry, title, answers):
    entry.title, entry.answers = title, answers
    entry.save()
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.title == title
    assert kept.answers == answers


@pytest.mark.parametrize(
    "text", ["", "\0", "a\0b", " \r\n\t", "🫖" * 500, "‮gnp.exe", "e\u0301", "x" * 100_000]
)
def test_awkward_text_comes_back_exactly(entry, text):
    entry.title = text
    entry.private_note = text
    entry.save()
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.title, kept.private_note) == (text, text)


def test_empty_text_is_sealed_too(entry):
    entry.title = ""
    entry.save()
    assert len(raw(entry, "title")) == 29  # version, nonce, tag
    assert Entry.objects.get(pk=entry.pk).title == ""


def test_saving_twice_looks_different(entry):
    before = raw(entry, "title")
    entry.save()
    assert raw(entry, "title") != before


def test_nothing_of_the_text_is_in_the_row(entry):
    marker = "MARKER-of-this-test"
    entry.title = entry.private_note = marker
    entry.answers = {marker: marker}
    entry.save()
    for column in sealed_fields(Entry):
        assert marker.encode() not in raw(entry, column)


def test_a_version_byte_leads(entry):
    assert raw(entry, "answers")[:1] == b"\x01"


# What must not open.


@pytest.mark.parametrize("column", ["title", "answers", "private_note", "ledger"])
def test_every_flipped_byte_is_refused(entry, column):
    whole = raw(entry, column)
    for place in range(len(whole)):
        put_raw(entry, column, whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with refused(TamperedText, match=rf"Entry\.{column}"):
            getattr(Entry.objects.get(pk=entry.pk), column)


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x02", b"{}", b"Tea", b"\x01" + bytes(28)])
def test_what_was_never_sealed_is_refused(entry, value):
    put_raw(entry, "title", value)
    with refused(TamperedText):
        Entry.objects.get(pk=entry.pk).title  # noqa: B018


def test_a_value_moved_to_another_row_is_refused(entry):
    other = make_entry(entry.author, entry.prompt_version, title="Another")
    put_raw(other, "title", raw(entry, "title"))
    with refused(TamperedText):
        Entry.objects.get(pk=other.pk).title  # noqa: B018


def test_a_value_moved_to_another_field_is_refused(entry):
    put_raw(entry, "title", raw(entry, "private_note"))
    with refused(TamperedText):
        Entry.objects.get(pk=entry.pk).title  # noqa: B018


def test_a_row_given_to_another_holder_is_refused(entry):
    models.QuerySet(Entry).filter(pk=entry.pk).update(key_holder=KeyHolder.objects.create())
    with refused(TamperedText):
        Entry.objects.get(pk=entry.pk).title  # noqa: B018


def test_the_other_fields_still_open(entry):
    put_raw(entry, "title", b"broken")
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.answers == {"happened": "It went cold."}
    with refused(TamperedText):
        kept.title  # noqa: B018


def test_an_altered_value_is_not_saved_back(entry):
    put_raw(entry, "title", b"broken")
    with refused(SealError):
        Entry.objects.get(pk=entry.pk).save()


def test_without_a_holder_there_is_no_sealing(entry):
    with refused((KeyMissing, ValueError)):
        Entry(author=entry.author, prompt_version=entry.prompt_version, title="x").save()


# What cannot be kept exactly is refused, and the refusal does not carry it.


@pytest.mark.parametrize("title", [None, 3, b"bytes", "half \ud83d a character"])
def test_what_is_not_text_is_refused(entry, title):
    entry.title = title
    with refused(UnsealableText, match=r"Entry\.title") as refusal:
        entry.save()
    assert refusal.value.__context__ is None
    assert "half" not in str(refusal.value).replace("half of a", "")


def nested(depth: int) -> list:
    whole: list = []
    for _ in range(depth):
        whole = [whole]
    return whole


@pytest.mark.parametrize(
    "answers",
    [
        float("nan"),
        {"a": [float("inf")]},
        {"a": "\udc00"},
        {"\ud800": 1},
        {"a": {1, 2}},
        {"a": b"x"},
        {1: "a number as key would come back as text"},
        nested(100_000),
    ],
)
def test_what_is_not_strict_json_is_refused(entry, answers):
    entry.answers = answers
    with refused(UnsealableText, match=r"Entry\.answers"):
        entry.save()
    assert Entry.objects.get(pk=entry.pk).answers == {"happened": "It went cold."}


# update(): only what was sealed for exactly that row and field.


def test_update_takes_a_value_sealed_for_the_row(entry):
    changed = Entry.objects.filter(pk=entry.pk, revision=entry.revision).update(
        title=seal_for(entry, "title", "Coffee"),
        answers=seal_for(entry, "answers", {"happened": "Hot."}),
        revision=F("revision") + 1,
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert (changed, kept.title, kept.answers) == (1, "Coffee", {"happened": "Hot."})
    assert kept.revision == entry.revision + 1


def test_update_compares_before_it_swaps(entry):
    stale = Entry.objects.filter(pk=entry.pk, revision=entry.revision + 1)
    assert stale.update(title=seal_for(entry, "title", "Coffee")) == 0
    assert Entry.objects.get(pk=entry.pk).title == "Tea"


@pytest.mark.parametrize(
    "queryset", [Entry.objects.all, plain_queryset, lambda: Entry._base_manager]
)
def test_update_cannot_reach_another_row(entry, queryset):
    other = make_entry(entry.author, entry.prompt_version, title="Another")
    sealed = seal_for(entry, "title", "Coffee")
    assert queryset().filter(pk=other.pk).update(title=sealed) == 0
    assert queryset().update(title=sealed) == 1
    assert Entry.objects.get(pk=other.pk).title == "Another"
    assert Entry.objects.get(pk=entry.pk).title == "Coffee"


def test_update_across_a_join_cannot_reach_another_row(entry):
    other = make_entry(entry.author, entry.prompt_version, title="Another")
    mine = models.QuerySet(Entry).filter(author__email=entry.author.email)
    assert mine.update(title=seal_for(entry, "title", "Coffee")) == 1
    assert Entry.objects.get(pk=other.pk).title == "Another"


def test_update_misses_a_row_that_changed_its_holder(entry):
    sealed = seal_for(entry, "title", "Coffee")
    models.QuerySet(Entry).filter(pk=entry.pk).update(key_holder=KeyHolder.objects.create())
    assert Entry.objects.update(title=sealed) == 0


def test_values_sealed_for_two_rows_are_refused(entry):
    other = make_entry(entry.author, entry.prompt_version)
    values = {
        "title": seal_for(entry, "title", "Coffee"),
        "private_note": seal_for(other, "private_note", "x"),
    }
    with refused(PlainTextRefused, match="different rows"):
        Entry.objects.update(**values)
    assert plain_queryset().update(**values) == 0


def test_update_refuses_a_value_sealed_for_another_field(entry):
    sealed = seal_for(entry, "title", "Coffee")
    for queryset in Entry.objects.all(), plain_queryset():
        with refused(PlainTextRefused, match=r"Entry\.title is not for Entry\.private_note"):
            queryset.update(private_note=sealed)


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "",
        None,
        b"\x01 bytes",
        F("private_note"),
        Value("plain"),
        Value(b"bytes"),
        models.Case(models.When(revision=1, then=Value(b"x")), default=F("title")),
        models.Subquery(models.QuerySet(Entry).values("title")[:1]),
    ],
    ids=["text", "empty", "none", "bytes", "f", "value", "value of bytes", "case", "subquery"],
)
def test_update_refuses_everything_else(entry, value):
    for queryset in Entry.objects.all(), plain_queryset():
        with refused(PlainTextRefused, match=r"Entry\.title"):
            queryset.update(title=value)
    assert Entry.objects.get(pk=entry.pk).title == "Tea"


def test_update_refuses_what_values_gave(entry):
    unopened = Entry.objects.values_list("title", flat=True).get(pk=entry.pk)
    for queryset in Entry.objects.all(), plain_queryset():
        with refused(PlainTextRefused):
            queryset.update(title=unopened)


def test_update_refuses_to_change_the_holder(entry):
    other = KeyHolder.objects.create()
    for values in {"key_holder": other}, {"key_holder_id": other.pk}:
        with refused(PlainTextRefused, match="key_holder"):
            Entry.objects.update(**values)


def test_a_sealed_value_belongs_into_update_only(entry):
    sealed = seal_for(entry, "title", "Coffee")
    with refused(PlainTextRefused):
        entry.title = sealed
    with refused(PlainTextRefused):
        Entry.objects.annotate(other=sealed).first()
    assert "Coffee" not in repr(sealed) + str(sealed)


def test_bulk_update_is_refused(entry):
    entry.title = "Coffee"
    with refused(PlainTextRefused, match=r"Entry\.title"):
        Entry.objects.bulk_update([entry], ["title"])
    with refused(PlainTextRefused, match=r"Entry\.title"):
        plain_queryset().bulk_update([entry], ["title"])
    entry.revision = 9
    assert Entry.objects.bulk_update([entry], ["revision"]) == 1


def test_an_upsert_cannot_move_text_to_the_row_in_its_way(entry):
    with refused(PlainTextRefused, match=r"Entry\.title"):
        Entry.objects.bulk_create(
            [entry], update_conflicts=True, update_fields=["title"], unique_fields=["pk"]
        )


# The database is never asked about the text.


@pytest.mark.parametrize(
    "condition",
    [
        {"title": "Tea"},
        {"title__icontains": "te"},
        {"title__in": ["Tea"]},
        {"title__isnull": True},
        {"answers__happened": "x"},
        {"title__foo__bar": 1},
        {"title": F("private_note")},
    ],
    ids=str,
)
def test_the_database_cannot_search(entry, condition):
    for queryset in Entry.objects.all(), plain_queryset():
        for ask in queryset.filter, queryset.exclude, queryset.get:
            with refused(PlainTextRefused, match=r"Entry\.(title|answers)"):
                ask(**condition)
    with refused(PlainTextRefused):
        models.Q(**condition).resolve_expression(Entry.objects.all().query)


def test_not_even_through_a_relation(entry):
    with refused(PlainTextRefused, match=r"Entry\.title"):
        EntryRevision.objects.filter(entry__title="Tea")
    with refused(PlainTextRefused, match=r"Entry\.title"):
        EntryRevision.objects.order_by("entry__title")


def test_the_database_cannot_sort(entry):
    for name in "title", "-title":
        with refused(PlainTextRefused, match=r"Entry\.title"):
            Entry.objects.order_by(name)
    assert Entry.objects.order_by("-revision", F("revision").desc(), "?")


def test_get_or_create_cannot_look_for_text(entry):
    with refused(PlainTextRefused):
        Entry.objects.get_or_create(title="Tea")
    found, created = Entry.objects.update_or_create(pk=entry.pk, defaults={"title": "Coffee"})
    assert not created
    assert Entry.objects.get(pk=found.pk).title == "Coffee"


# values(), dumps, pickles: nothing opens by the way.


def test_values_are_opaque(entry):
    row = Entry.objects.values("title", "answers").get(pk=entry.pk)
    for value in (
        row["title"],
        row["answers"],
        Entry.objects.values_list("title", flat=True).get(),
        Entry.objects.annotate(copy=F("title")).get().copy,
    ):
        assert repr(value) == "<sealed>"
        for use in str, bool, list, len, json.dumps, "{}".format, float:
            with refused(TypeError):
                use(value)


def test_values_given_to_another_row_stay_shut(entry):
    other = make_entry(entry.author, entry.prompt_version)
    other.title = Entry.objects.values_list("title", flat=True).get(pk=entry.pk)
    with refused(CopyRefused):
        other.save()
    with refused(TamperedText):
        other.title  # noqa: B018


def test_reprs_show_nothing(entry):
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.title == "Tea"
    assert "Tea" not in repr(kept.__dict__)


def test_rows_with_private_text_are_not_pickled(entry):
    for row in (
        entry,
        Entry.objects.get(pk=entry.pk),
        list(Entry.objects.values("title")),
        Entry.objects.all(),
    ):
        with refused(NotOpened):
            pickle.dumps(row)
    # Unread columns need not come along.
    assert pickle.loads(pickle.dumps(Entry.objects.only("revision").get())).pk == entry.pk


def test_a_deep_copy_is_apart_and_stays_in_the_process(entry):
    entry.answers  # noqa: B018
    twin = copy.deepcopy(entry)
    twin.answers["happened"] = "Else."
    assert entry.answers == {"happened": "It went cold."}
    unread = copy.deepcopy(Entry.objects.get(pk=entry.pk))
    assert unread.title == "Tea"


def test_dumps_and_serialisers_are_refused(entry):
    for kind in "json", "python", "xml", "jsonl":
        with refused(PlainTextRefused, match="sealed"):
            serializers.serialize(kind, [entry])
    with refused(PlainTextRefused):
        serializers.serialize("json", [Entry.objects.get(pk=entry.pk)])
    entry.answers = 3  # a number would not even be asked for as text
    with refused(PlainTextRefused):
        serializers.serialize("python", [entry], fields=["answers"])


# Copying to a new row.


def test_an_unopened_copy_is_refused(entry):
    twin = Entry.objects.get(pk=entry.pk)
    twin.pk = new_id()
    with refused(CopyRefused, match="read the text before copying"):
        twin.save()
    twin._state.adding = True
    with refused(CopyRefused):
        twin.save()
    with refused(CopyRefused):
        Entry.objects.bulk_create([twin])
    assert Entry.objects.count() == 1


def test_an_opened_copy_is_sealed_anew(entry):
    twin = Entry.objects.get(pk=entry.pk)
    for name in sealed_fields(Entry):
        getattr(twin, name)
    twin.pk = new_id()
    twin._state.adding = True
    twin.save()
    assert Entry.objects.get(pk=twin.pk).title == "Tea"
    assert Entry.objects.get(pk=entry.pk).title == "Tea"
    assert raw(twin, "title") != raw(entry, "title")


def test_a_new_holder_needs_opened_text(entry):
    unread = Entry.objects.get(pk=entry.pk)
    unread.key_holder = KeyHolder.objects.create()
    with refused(CopyRefused):
        unread.save()
    read = Entry.objects.get(pk=entry.pk)
    for name in sealed_fields(Entry):
        getattr(read, name)
    read.key_holder = KeyHolder.objects.create()
    read.save()
    assert Entry.objects.get(pk=entry.pk).title == "Tea"


# The ordinary ways of Django go on working.


def test_unread_text_is_saved_back_as_it_is(entry):
    before = raw(entry, "title")
    kept = Entry.objects.get(pk=entry.pk)
    kept.revision = 5
    kept.save()
    assert raw(entry, "title") == before
    assert Entry.objects.get(pk=entry.pk).title == "Tea"


def test_bulk_create_seals_each_row(entry):
    made = Entry.objects.bulk_create(
        [
            Entry(
                author=entry.author,
                key_holder=entry.key_holder,
                prompt_version=entry.prompt_version,
                title=f"Number {number}",
            )
            for number in range(5)
        ]
    )
    for number, row in enumerate(made):
        assert Entry.objects.get(pk=row.pk).title == f"Number {number}"


def test_save_of_named_fields(entry):
    before = raw(entry, "title")
    entry.private_note = "Mine."
    entry.save(update_fields=["private_note"])
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.private_note, kept.title, raw(entry, "title")) == ("Mine.", "Tea", before)


def test_a_changed_document_is_saved(entry):
    kept = Entry.objects.get(pk=entry.pk)
    kept.answers["feelings"] = "Tired."
    kept.save()
    assert Entry.objects.get(pk=entry.pk).answers["feelings"] == "Tired."


def test_defer_only_and_refresh(entry, django_assert_num_queries):
    with django_assert_num_queries(2):
        late = Entry.objects.defer("answers").get(pk=entry.pk)
        assert late.answers == {"happened": "It went cold."}
    with django_assert_num_queries(1):
        assert Entry.objects.only("title").get(pk=entry.pk).title == "Tea"
    Entry.objects.update(title=seal_for(entry, "title", "Coffee"))
    assert entry.title == "Tea"
    entry.refresh_from_db(fields=["title"])
    assert entry.title == "Coffee"
    late.refresh_from_db()
    assert late.title == "Coffee"
    late = Entry.objects.only("revision").get(pk=entry.pk)
    late.revision = 7
    late.save()
    assert Entry.objects.get(pk=entry.pk).title == "Coffee"


def test_a_related_row_opens(entry):
    EntryRevision.objects.create(
        entry=entry, key_holder=entry.key_holder, revision=1, reason="pause", text={"title": "x"}
    )
    revision = EntryRevision.objects.select_related("entry").get()
    assert revision.entry.title == "Tea"


def test_a_list_of_many_holders_needs_one_query(entry, django_assert_num_queries):
    for number in range(3):
        make_entry(make_user(), entry.prompt_version, title=f"Number {number}")
    sealing.forget()
    with django_assert_num_queries(1):
        titles = {each.title for each in Entry.objects.select_related("key_holder")}
    assert titles == {"Tea", "Number 0", "Number 1", "Number 2"}


def test_full_clean_accepts_empty_text(entry):
    entry.title = ""
    entry.full_clean()


def test_the_class_gives_the_descriptor():
    assert Entry.title.field.name == "title"


@pytest.fixture
def piece() -> AttachmentPart:
    person = make_user()
    return AttachmentPart.objects.get(attachment=make_file(person, make_cpd(person)))


@given(data=st.binary(max_size=300))
@hypothesis_settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_bytes_come_back_exactly(piece, data):
    piece.data = data
    piece.save()
    kept = AttachmentPart.objects.get(pk=piece.pk)
    assert (kept.data, type(kept.data)) == (data, bytes)


@pytest.mark.parametrize("value", ["text", None, bytearray(b"x"), memoryview(b"x"), 7])
def test_a_field_of_bytes_takes_nothing_else(piece, value):
    piece.data = value
    with refused(UnsealableText):
        piece.save()


def test_bytes_of_another_row_are_refused(piece):
    other = AttachmentPart.objects.get(
        attachment=make_file(piece.attachment.owner, piece.attachment.cpd, "Another.pdf")
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM portfolio_attachmentpart WHERE id = %s", [raw_id(other)])
        sealed = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE portfolio_attachmentpart SET data = %s WHERE id = %s", [sealed, raw_id(piece)]
        )
    with pytest.raises(TamperedText):
        assert AttachmentPart.objects.get(pk=piece.pk).data


def raw_id(row: AttachmentPart) -> object:
    return AttachmentPart._meta.pk.get_db_prep_value(row.pk, connection)
