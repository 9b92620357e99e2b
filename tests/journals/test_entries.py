"""The list, reading, the bin and the history."""

import pytest
from django.urls import reverse

from journals.models import Entry, EntryRevision
from tests.makers import (
    make_clash,
    make_entry,
    make_programme,
    make_prompt,
    make_prompt_version,
    make_revision,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client, sign_in):
    author = make_user("Amara")
    sign_in(client, author)
    return author


def page(client, name, *args) -> str:
    answer = client.get(reverse(f"journals:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_journal_says_what_to_do_next(client, author):
    assert reverse("prompts:programme_list") in page(client, "entry_list")


def test_the_list_shows_titles_by_month_and_can_be_narrowed(client, author):
    make_entry(author, title="A wet night")
    make_entry(author, title="A dry night", finished=True)
    assert "A wet night" in page(client, "entry_list")
    drafts = client.get(reverse("journals:entry_list"), {"only": "drafts"}).content.decode()
    assert "A wet night" in drafts
    assert "A dry night" not in drafts


def test_an_untitled_entry_is_told_by_its_first_words_unless_it_stays_away(client, author):
    make_entry(author, answers={"happened": "The rain would not stop."})
    make_entry(author, answers={"happened": "The worst night."}, stays_away=True)
    shown = page(client, "entry_list")
    assert "The rain would not stop." in shown
    assert "The worst night." not in shown


def test_starting_leads_to_writing_the_current_wording(client, author):
    version = make_prompt_version()
    answer = client.post(reverse("journals:entry_start", args=[version.prompt_id]))
    entry = Entry.objects.get()
    assert answer.headers["Location"] == reverse("journals:entry_write", args=[entry.pk])
    assert entry.prompt_version == version


def test_reading_shows_answers_note_and_source_and_no_markup_comes_alive(client, author):
    entry = make_entry(author, answers={"happened": "<b>It</b> rained."}, private_note="Cross.")
    shown = page(client, "entry_read", entry.pk)
    assert "&lt;b&gt;It&lt;/b&gt; rained." in shown
    assert "Cross." in shown
    assert entry.prompt_version.prompt.programme.source_citation in shown


def test_under_every_finished_entry_is_the_way_to_support(client, author):
    """One fixed line: nothing is read for it."""
    finished = make_entry(author, answers={"happened": "A fine day"}, finished=True)
    open_one = make_entry(author)
    line = "Was it a hard shift?"
    text = page(client, "entry_read", finished.pk)
    assert f'<p class="no-print">{line} <a href="{reverse("prompts:support")}">' in text
    assert line not in page(client, "entry_read", open_one.pk)


def test_a_self_check_is_read_beside_the_other_time_and_others_are_not(client, author):
    prompt = make_prompt(make_programme(kind="self_check"))
    version = make_prompt_version(prompt=prompt)
    before = make_entry(author, version, answers={"happened": "Not yet."})
    after = make_entry(author, version, answers={"happened": "Fairly."})
    make_entry(make_user("Other"), version, answers={"happened": "Somebody else."})
    shown = page(client, "entry_read", after.pk)
    assert "Not yet." in shown
    assert "Fairly." in page(client, "entry_read", before.pk)
    assert "Somebody else." not in shown


def test_the_title_never_stands_in_the_browsers_title(client, author):
    entry = make_entry(author, title="A wet night")
    for name in ("entry_read", "entry_write", "entry_history"):
        head = page(client, name, entry.pk).split("</title>")[0]
        assert "wet night" not in head


def test_deleting_offers_undo_and_undo_brings_it_back(client, author):
    entry = make_entry(author)
    answer = client.post(reverse("journals:entry_delete", args=[entry.pk]), follow=True)
    undo = reverse("journals:entry_undelete", args=[entry.pk])
    assert f'action="{undo}"' in answer.content.decode()
    client.post(undo)
    assert Entry.objects.visible_to(author).get() == entry


def test_erasing_asks_first_and_then_leaves_nothing(client, author):
    entry = make_entry(author, deleted=True)
    make_revision(entry)
    url = reverse("journals:entry_purge", args=[entry.pk])
    client.get(url)
    assert Entry.objects.exists()
    client.post(url)
    assert not Entry.objects.exists()
    assert not EntryRevision.objects.exists()


def test_only_what_lies_in_the_bin_can_be_erased(client, author):
    entry = make_entry(author)
    assert client.post(reverse("journals:entry_purge", args=[entry.pk])).status_code == 404


def test_the_history_shows_earlier_texts_and_the_other_text_of_a_clash(client, author):
    entry = make_entry(author, answers={"happened": "Now."})
    earlier = make_revision(entry, text=entry.text() | {"answers": {"happened": "Before."}})
    make_clash(entry, "happened", text="From the ward.")
    shown = page(client, "entry_history", entry.pk)
    assert reverse("journals:revision_read", args=[earlier.pk]) in shown
    assert "From the ward." in shown
    assert "Before." in page(client, "revision_read", earlier.pk)
    client.post(reverse("journals:revision_restore", args=[earlier.pk]))
    assert Entry.objects.get().answers == {"happened": "Before."}
