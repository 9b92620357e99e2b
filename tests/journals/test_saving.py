"""The saving protocol, save by save."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from journals.merging import Save, Saved
from journals.models import Clash, Entry, EntryRevision
from journals.saving import save_entry
from people.models import User
from tests.makers import make_entry, make_user
from vault.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    return make_entry(make_user(), answers={}, revision=0)


def save(entry: Entry, base: int, parts: dict, **fields) -> Saved:
    fields.setdefault("operation", new_id())
    fields.setdefault("page", new_id())
    return save_entry(
        entry_id=entry.pk, author=entry.author, save=Save(base=base, parts=parts, **fields)
    )


def read(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_a_save_is_current_and_counts_up(entry):
    saved = save(entry, 0, {"happened": "It rained."})
    assert (saved.revision, saved.clashes) == (1, [])
    assert read(entry).answers == {"happened": "It rained."}


def test_parts_of_two_pages_are_merged_without_a_question(entry):
    save(entry, 0, {"happened": "It rained."})
    saved = save(entry, 0, {"in_a_line": "Rain."})
    assert saved.clashes == []
    assert read(entry).answers == {"happened": "It rained.", "in_a_line": "Rain."}


def test_the_same_part_from_an_old_base_clashes_and_both_texts_are_kept(entry):
    save(entry, 0, {"happened": "From the phone."})
    saved = save(entry, 0, {"happened": "From the ward."})
    assert saved.clashes == ["happened"]
    assert read(entry).answers == {"happened": "From the phone."}
    assert Clash.objects.get(entry=entry).text == "From the ward."


def test_a_page_that_goes_on_clashing_replaces_its_own_other_text(entry):
    page = new_id()
    save(entry, 0, {"happened": "From the phone."})
    save(entry, 0, {"happened": "From"}, page=page)
    save(entry, 0, {"happened": "From the ward."}, page=page)
    assert [clash.text for clash in Clash.objects.filter(entry=entry)] == ["From the ward."]


def test_the_same_words_from_two_places_do_not_clash(entry):
    save(entry, 0, {"happened": "It rained."})
    assert save(entry, 0, {"happened": "It rained."}).clashes == []


def test_a_part_may_name_a_newer_base_than_its_page(entry):
    first = save(entry, 0, {"happened": "It"})
    second = save(entry, 0, {"happened": "It rained."}, bases={"happened": first.revision})
    assert second.clashes == []
    assert read(entry).answers == {"happened": "It rained."}


def test_an_operation_sent_again_answers_as_the_first_time(entry):
    operation = new_id()
    first = save(entry, 0, {"happened": "It rained."}, operation=operation)
    save(entry, first.revision, {"happened": "It poured."})
    assert save(entry, 0, {"happened": "It rained."}, operation=operation) == first
    assert read(entry).answers == {"happened": "It poured."}
    assert not Clash.objects.exists()


def test_an_old_operation_with_new_words_is_not_taken_for_a_retry(entry):
    operation = new_id()
    save(entry, 0, {"happened": "It rained."}, operation=operation)
    again = save(entry, 0, {"happened": "It rained all night."}, operation=operation)
    assert again.clashes == ["happened"]
    assert Clash.objects.get().text == "It rained all night."


def test_going_on_after_a_pause_keeps_the_text_before(entry):
    save(entry, 0, {"happened": "Before the break."})
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        save(entry, 1, {"happened": "After the break."})
    kept = EntryRevision.objects.get(entry=entry)
    assert kept.text["answers"] == {"happened": "Before the break."}
    assert (kept.revision, kept.reason) == (1, "pause")


def test_going_on_at_once_keeps_no_revision(entry):
    save(entry, 0, {"happened": "It"})
    save(entry, 1, {"happened": "It rained."})
    assert not EntryRevision.objects.exists()


def test_title_note_day_and_staying_away_are_parts_like_answers(entry):
    save(
        entry,
        0,
        {
            "about-title": "A wet night",
            "about-private_note": "I was cross.",
            "about-happened_on": "2026-10-03",
            "about-stays_away": True,
        },
    )
    now = read(entry)
    assert (now.title, now.private_note, now.stays_away) == ("A wet night", "I was cross.", True)
    assert now.happened_on.isoformat() == "2026-10-03"
    assert save(entry, 0, {"about-title": "A dry night"}).clashes == ["about-title"]


def test_an_emptied_answer_is_gone_from_the_entry(entry):
    save(entry, 0, {"happened": "It rained."})
    save(entry, 1, {"happened": None})
    assert read(entry).answers == {}


def test_a_save_that_changes_nothing_is_acknowledged_and_remembered(entry):
    save(entry, 0, {"happened": "It rained."})
    before = read(entry)
    assert save(entry, 1, {"happened": "It rained."}).clashes == []
    after = read(entry)
    assert (after.touched_at, after.text()) == (before.touched_at, before.text())
    assert len(after.ledger["operations"]) == 2


def test_a_save_of_no_part_writes_nothing(entry):
    save(entry, 0, {"happened": "It rained."})
    assert save(entry, 1, {}).revision == read(entry).revision == 1


@pytest.mark.parametrize("who", ["somebody else", "bin", "held", "suspended"])
def test_only_the_writer_of_an_open_entry_can_save(entry, who):
    author: User = entry.author
    if who == "somebody else":
        author = make_user("Other")
    elif who == "bin":
        Entry.objects.filter(pk=entry.pk).update(deleted_at=timezone.now())
    elif who == "held":
        author.held_until = timezone.now() + timedelta(days=1)
    else:
        author.is_active = False
    with pytest.raises(Entry.DoesNotExist):
        save_entry(
            entry_id=entry.pk,
            author=author,
            save=Save(operation=new_id(), page=new_id(), base=0, parts={"happened": "x"}),
        )


def test_operations_are_remembered_only_so_far(entry):
    for number in range(45):
        save(entry, number, {"happened": f"Draft {number}"})
    assert len(read(entry).ledger["operations"]) == 40
