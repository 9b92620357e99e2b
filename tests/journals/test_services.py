"""Finishing, the bin, clashes and earlier texts."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from journals.models import Clash, Entry, EntryRevision, ParkedForm
from journals.services import entries as services
from journals.services.bins import empty_bins
from people.models import AuditEvent
from tests.makers import (
    make_clash,
    make_entry,
    make_prompt_version,
    make_revision,
    make_user,
)
from vault import sealing
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


def actions(person) -> list[str]:
    return [event.action for event in AuditEvent.objects.filter(person=person)]


def test_starting_twice_gives_one_entry():
    author, version = make_user(), make_prompt_version()
    first = services.start_entry(author=author, prompt_version=version)
    assert services.start_entry(author=author, prompt_version=version) == first


def test_starting_again_after_writing_gives_a_new_entry():
    author, version = make_user(), make_prompt_version()
    written = make_entry(author, version)
    assert services.start_entry(author=author, prompt_version=version) != written


def test_finishing_keeps_the_text_and_is_in_the_trail():
    entry = make_entry(make_user(), answers={"happened": "It rained."})
    services.finish_entry(entry=entry, actor=entry.author)
    assert Entry.objects.get(pk=entry.pk).is_finished
    assert EntryRevision.objects.get().text["answers"] == {"happened": "It rained."}
    assert actions(entry.author) == ["entry-finished"]


def test_an_entry_moved_to_another_author_in_the_database_stays_shut():
    entry, thief = make_entry(make_user()), make_user()
    Entry.objects.filter(pk=entry.pk).update(author=thief)
    assert not Entry.objects.visible_to(thief).exists()


def test_a_deleted_entry_lies_in_the_bin_and_comes_back():
    entry = make_entry(make_user())
    services.delete_entry(entry=entry, actor=entry.author)
    assert not Entry.objects.visible_to(entry.author).exists()
    assert Entry.objects.in_bin_of(entry.author).get() == entry
    services.undelete_entry(entry=entry, actor=entry.author)
    assert Entry.objects.visible_to(entry.author).get() == entry


def test_bins_are_emptied_after_thirty_days_and_not_before():
    entry = make_entry(make_user(), deleted=True)
    make_revision(entry)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert empty_bins() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert empty_bins() == 1
    assert not Entry.objects.exists()
    assert not EntryRevision.objects.exists()
    assert actions(entry.author) == ["entry-purged"]


def test_one_entry_that_cannot_be_erased_does_not_keep_the_others():
    bad, good = make_entry(make_user(), deleted=True), make_entry(make_user(), deleted=True)
    KeyHolder.objects.filter(pk=bad.key_holder_id).update(wrapped=b"no key at all")
    sealing.forget(bad.key_holder_id)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert empty_bins() == 1
    assert [entry.pk for entry in Entry.objects.all()] == [bad.pk]
    assert good.pk != bad.pk


def test_finishing_the_same_text_twice_is_finishing_once():
    entry = make_entry(make_user())
    for _press in range(3):
        services.finish_entry(entry=entry, actor=entry.author)
    assert EntryRevision.objects.count() == 1
    assert actions(entry.author) == ["entry-finished"]


@pytest.mark.parametrize(
    ("use", "left"),
    [
        ("current", "From the phone."),
        ("other", "From the ward."),
        ("both", "From the phone.\n\nFrom the ward."),
    ],
)
def test_a_clash_ends_as_the_writer_chooses_and_nothing_is_lost(use, left):
    entry = make_entry(make_user(), answers={"happened": "From the phone."})
    clash = make_clash(entry, "happened", text="From the ward.")
    services.settle_clash(clash=clash, actor=entry.author, use=use)
    assert Entry.objects.get().answers["happened"] == left
    assert not Clash.objects.open().exists()
    kept = [revision.text["answers"]["happened"] for revision in EntryRevision.objects.all()]
    assert kept == ([] if use == "current" else ["From the phone."])
    assert Clash.objects.get().text == "From the ward."


def test_an_earlier_text_comes_back_whole_and_the_replaced_one_is_kept():
    entry = make_entry(make_user(), answers={"happened": "Now."}, title="New", private_note="n")
    earlier = make_revision(
        entry,
        text={
            "title": "Old",
            "answers": {"in_a_line": "Then."},
            "private_note": "",
            "happened_on": "2026-01-02",
        },
    )
    services.restore_revision(revision=earlier, actor=entry.author)
    now = Entry.objects.get()
    assert (now.title, now.answers, now.private_note) == ("Old", {"in_a_line": "Then."}, "")
    assert now.happened_on.isoformat() == "2026-01-02"
    replaced = EntryRevision.objects.get(reason="restore")
    assert replaced.text["answers"] == {"happened": "Now."}
    assert actions(entry.author) == ["entry-restored"]


def test_a_shock_is_never_brought_up_again():
    entry = make_entry(make_user())
    services.mark_shock(entry=entry)
    assert not Entry.objects.visible_to(entry.author).welcome_back().exists()
    assert Entry.objects.visible_to(entry.author).get() == entry


def test_a_parked_page_replaces_only_the_one_it_showed():
    entry = make_entry(make_user())
    services.park_form(entry=entry, fields={"q-happened": ["from the phone"]})
    services.park_form(entry=entry, fields={"q-happened": ["from the ward"]})
    second = ParkedForm.objects.latest("parked_at")
    services.park_form(entry=entry, fields={"q-happened": ["again"], "parked": [second.pk.hex]})
    kept = [parked.fields["q-happened"] for parked in ParkedForm.objects.all()]
    assert kept == [["again"], ["from the phone"]]


def test_a_parked_page_goes_when_all_of_it_is_saved_from_the_page_that_shows_it():
    entry = make_entry(make_user())
    services.park_form(entry=entry, fields={"asked": ["happened", "in_a_line"]})
    parked = ParkedForm.objects.get()
    services.unpark_form(entry=entry, shown=[], asked=["happened", "in_a_line"])
    services.unpark_form(entry=entry, shown=[parked.pk.hex], asked=["happened"])
    assert ParkedForm.objects.exists()
    services.unpark_form(entry=entry, shown=[parked.pk.hex], asked=["happened", "in_a_line"])
    assert not ParkedForm.objects.exists()


def test_a_parked_page_is_kept_as_long_as_the_bin():
    services.park_form(entry=make_entry(make_user()), fields={"q-happened": ["one"]})
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        empty_bins()
    assert ParkedForm.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        empty_bins()
    assert not ParkedForm.objects.exists()


def test_a_refused_page_is_parked_only_for_its_own_writer_and_entry():
    entry, other = make_entry(make_user()), make_user()
    park = services.park_refused
    assert not park(author_id=other.pk, entry_id=entry.pk, fields={"a": ["b"]})
    assert park(author_id=entry.author_id, entry_id=entry.pk, fields={"a": ["b"]})
    assert ParkedForm.objects.get().entry == entry
