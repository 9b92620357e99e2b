"""All of a bin: brought back at one press, or erased for good once that was asked."""

import re

import pytest
from django.urls import reverse

from journals.models import Entry
from journals.services.entries import delete_entry
from people.models import AuditEvent
from tests.makers import make_entry, make_revision, make_user

pytestmark = pytest.mark.django_db
BIN, BACK, ERASE = (
    reverse(f"journals:{name}") for name in ("entry_bin", "entry_bin_undelete", "entry_bin_purge")
)


@pytest.fixture
def author(client, sign_in):
    author = make_user("Amara")
    sign_in(client, author)
    return author


def binned(author, count: int) -> None:
    for number in range(count):
        make_revision(make_entry(author, title=f"Night {number}", deleted=True))


def trail(author) -> list[str]:
    return [event.action for event in AuditEvent.objects.filter(person=author)]


def shown_moment(client) -> str:
    return re.search(r'name="until" value="([^"]+)"', client.get(ERASE).text)[1]


def test_all_come_back_and_nobody_elses_do(client, author):
    stranger = make_user()
    binned(author, 3), binned(stranger, 2)
    assert "Bring all 3 back" in client.get(BIN).text
    answer = client.post(BACK, follow=True)
    assert answer.redirect_chain == [(reverse("journals:entry_list"), 303)]
    assert "3 entries are back in your journal." in answer.text
    assert Entry.objects.visible_to(author).count() == 3
    assert Entry.objects.in_bin_of(stranger).count() == 2
    assert trail(author) == ["entry-undeleted"] * 3
    assert client.post(BACK).headers["Location"] == BIN  # once more changes nothing
    assert trail(author) == ["entry-undeleted"] * 3


def test_erasing_all_asks_first_and_has_a_row_for_each(client, author):
    stranger = make_user()
    binned(author, 3), binned(stranger, 1)
    kept = make_entry(author)
    page = client.get(ERASE)
    assert "Erase all 3 entries in your bin for good?" in page.text
    assert Entry.objects.in_bin_of(author).count() == 3

    assert "3 entries are erased for good." in client.post(
        ERASE, {"until": shown_moment(client)}, follow=True
    ).text  # fmt: skip
    assert list(Entry.objects.filter(author=author)) == [kept]
    assert Entry.objects.in_bin_of(stranger).exists()
    assert trail(author) == ["entry-purged"] * 3
    assert "The bin is empty." in client.get(ERASE).text


def test_what_was_deleted_since_is_not_erased(client, author):
    binned(author, 2)
    until = shown_moment(client)
    later = make_entry(author)
    delete_entry(entry=later, actor=author)
    answer = client.post(ERASE, {"until": until}, follow=True)
    assert "Something still lies in the bin" in answer.text
    assert Entry.objects.get() == later


@pytest.mark.parametrize("until", [None, "", "yesterday", "2026-02-31T10:00", "2999-01-01T10:00"])
def test_without_a_page_that_was_looked_at_nothing_is_erased(client, author, until):
    binned(author, 2)
    body = {} if until is None else {"until": until}
    assert client.post(ERASE, body).status_code == 303
    assert Entry.objects.in_bin_of(author).count() == 2


def test_one_alone_has_its_own_buttons_only(client, author):
    binned(author, 1)
    page = client.get(BIN).text
    assert BACK not in page and ERASE not in page
