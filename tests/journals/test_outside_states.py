"""What shuts a share to a reader from outside, and who else may be at the same browser."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.models import Entry, OutsideReader, Review, Share
from journals.services import entries, sharing
from journals.services.endings import close_ended
from people.models import User
from tests.conftest import open_session, suspend
from tests.journals.outside import ADDRESS, SLOTS, confirm, link_in, make_outside, reader_of
from tests.makers import make_entry, make_words

pytestmark = pytest.mark.django_db

WORDS = "tea went cold"


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, title="A cold cup", private_note="For me alone.")


@pytest.fixture
def share(entry: Entry) -> Share:
    return make_outside(entry)


@pytest.fixture
def link(share: Share) -> str:
    return link_in(mail.outbox[-1])


def withdrawn(share: Share) -> None:
    sharing.withdraw_share(share_id=share.pk, author=share.author)


def ended(share: Share) -> None:
    OutsideReader.objects.filter(share=share).update(ends_at=timezone.now())


def ended_and_closed(share: Share) -> None:
    ended(share)
    assert close_ended() == 1


def deleted(share: Share) -> None:
    entries.delete_entry(entry=share.entry, actor=share.author)


def deleted_and_undeleted(share: Share) -> None:
    deleted(share)
    entries.undelete_entry(entry=Entry.objects.get(pk=share.entry_id), actor=share.author)


def suspended(share: Share) -> None:
    suspend(share.author)


def about_to_be_erased(share: Share) -> None:
    User.objects.filter(pk=share.author_id).update(erase_after=timezone.now())


def given_to_another_author(share: Share) -> None:
    other = User.objects.get(email="ife@example.test")
    Entry.objects.filter(pk=share.entry_id).update(author=other)


SHUT = [
    withdrawn,
    ended,
    ended_and_closed,
    deleted,
    deleted_and_undeleted,
    suspended,
    about_to_be_erased,
    given_to_another_author,
]


@pytest.mark.parametrize("shut", SHUT)
def test_the_next_request_is_shut(client: Client, share: Share, shut: Any) -> None:
    confirm(client)
    assert WORDS in client.get("/read/").content.decode()
    shut(share)
    response = client.get("/read/")
    assert response.status_code == 404 and WORDS not in response.content.decode()
    assert "This is closed now" in response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/read/").url == "/read/again/"
        assert client.post("/read/again/").url == "/read/again/?answer=often"


@pytest.mark.parametrize("shut", SHUT)
def test_a_link_not_yet_used_opens_nothing_then(
    client: Client, share: Share, link: str, shut: Any
) -> None:
    shut(share)
    assert client.get(link).status_code == 404
    sent = len(mail.outbox)
    assert client.post(link).url == "/read/again/?answer=sent"
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("shut", SHUT)
def test_a_code_on_its_way_opens_nothing_then(
    client: Client, share: Share, link: str, shut: Any
) -> None:
    client.post(link)
    code = mail.outbox[-1].body.split("\n\n")[1]
    shut(share)
    assert client.post("/read/code/", {"code": code}).url == "/read/code/"
    assert client.post("/read/code/", {"do": "again"}).url == "/read/again/?answer=often"
    assert client.get("/read/").status_code == 302


def test_an_erased_entry_takes_reader_and_link_along(
    client: Client, share: Share, link: str, amara: User
) -> None:
    confirm(client, link)
    deleted(share)
    entries.purge_entry(entry=Entry.objects.in_bin_of(amara).get(), actor=amara)
    assert not OutsideReader.objects.exists()
    assert client.get("/read/").url == "/read/again/"
    assert client.get(link).status_code == 404


def test_each_state_looks_like_a_link_that_never_was(entry: Entry, cast: SimpleNamespace) -> None:
    pages = []
    for shut in (withdrawn, ended, None):
        link = link_in(mail.outbox[-1]) if (share := make_outside(entry)) else ""
        if shut:
            shut(share)
        else:
            confirm(Client(), link)
        pages.append(Client().get(link))
    pages.append(Client().get("/read/link/never-was/"))
    assert {page.status_code for page in pages} == {404}
    assert len({len(page.content) for page in pages}) == 1


def test_the_twin_of_another_organisation_stays_shut(
    client: Client, share: Share, efua: User
) -> None:
    twin = make_outside(make_entry(efua, answers={"happened": "Of the other house."}))
    confirm(client, link_in(mail.outbox[-1]))
    page = client.get("/read/").content.decode()
    assert "Of the other house." in page and WORDS not in page
    # Neither a query nor a field names another share.
    for url in (f"/read/?share={share.pk}", f"/read/?pk={share.pk}&reader={reader_of(share).pk}"):
        assert WORDS not in client.get(url).content.decode()
    client.post("/read/", {"share": str(share.pk), "reader": str(reader_of(share).pk)})
    assert Review.objects.get(share=share).revision == 0
    assert twin.pk != share.pk


def test_it_closes_after_half_an_hour_without_a_sign(client: Client, share: Share) -> None:
    confirm(client)
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=29)):
        assert client.get("/read/").status_code == 200
    with time_machine.travel(now + timedelta(minutes=58)):
        assert client.get("/read/").status_code == 200
    with time_machine.travel(now + timedelta(minutes=89)):
        assert client.get("/read/").url == "/read/again/"


def test_it_closes_after_twelve_hours_whatever_happens(client: Client, share: Share) -> None:
    confirm(client)
    token, now = client.cookies["reader"].value, timezone.now()
    for step in range(1, 36):
        with time_machine.travel(now + timedelta(minutes=20 * step)):
            client.cookies["reader"] = token
            assert client.get("/read/").status_code == 200, step
    with time_machine.travel(now + timedelta(hours=12, seconds=1)):
        client.cookies["reader"] = token
        assert client.get("/read/").url == "/read/again/"


def test_being_there_is_written_once_a_minute(
    client: Client, share: Share, django_assert_num_queries: Any
) -> None:
    confirm(client)
    before = reader_of(share).browser_ends_at
    client.get("/read/")
    assert reader_of(share).browser_ends_at == before
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client.get("/read/")
    assert reader_of(share).browser_ends_at > before


def test_a_browser_that_was_closed_needs_only_a_code(client: Client, share: Share) -> None:
    confirm(client)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client.cookies["reader"] = client.cookies["reader"].value
        assert "Is it still you?" in client.get("/read/again/").content.decode()
        assert client.post("/read/again/").url == "/read/code/"
        assert mail.outbox[-1].to == [ADDRESS]
        client.post("/read/code/", {"code": mail.outbox[-1].body.split("\n\n")[1]})
        assert client.get("/read/").status_code == 200


def test_leaving_ends_the_browser(client: Client, share: Share) -> None:
    confirm(client)
    token = client.cookies["reader"].value
    answer = client.post("/read/leave/")
    assert (answer.status_code, answer.url) == (303, "/read/again/?answer=left")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.cookies["reader"].value == "" and client.cookies["reader"]["max-age"] == 0
    client.cookies["reader"] = token
    assert client.get("/read/").url == "/read/again/"
    assert "Is it still you?" not in client.get("/read/again/").content.decode()


def test_own_words_are_shown_once_more_without_the_writers(client: Client, share: Share) -> None:
    confirm(client)
    make_words(share, **{"comment-happened-1": {"quote": "tea went cold", "text": "Why cold?"}})
    withdrawn(share)
    page = client.get("/read/").content.decode()
    assert SLOTS["noticed"] in page and "Why cold?" in page and WORDS not in page


def held(person: User) -> None:
    User.objects.filter(pk=person.pk).update(held_until=timezone.now() + timedelta(days=9))


def leaving(person: User) -> None:
    User.objects.filter(pk=person.pk).update(erase_after=timezone.now() - timedelta(days=1))


def dark(person: User) -> None:
    User.objects.filter(pk=person.pk).update(theme="dark", time_zone="Asia/Tokyo")


@pytest.mark.parametrize("state", [None, held, leaving, dark, suspend])
@pytest.mark.parametrize("locked", [False, True])
def test_who_is_signed_in_besides_is_not_seen(
    share: Share, link: str, ife: User, state: Any, locked: bool
) -> None:
    """Another person's session in the same browser: not seen, not touched, not in the way."""
    nobody, browser = Client(), open_session(Client(), ife)
    session = browser.session
    session["locked"] = locked
    session.save()
    before = dict(browser.session)
    if state:
        state(ife)
    for path in (link, "/read/again/", "/read/link/guessed/", "/read/nowhere/"):
        page, bare = browser.get(path), nobody.get(path)
        assert page.status_code == bare.status_code
        assert len(page.content) == len(bare.content)
        assert not re.search(r"\bIfe\b", page.content.decode())
    confirm(browser, link)
    page = browser.get("/read/").content.decode()
    assert WORDS in page and not re.search(r"\bIfe\b", page)
    assert "data-signed-in" not in page
    assert dict(browser.session) == before


def test_reading_makes_no_session_and_signs_nobody_in(client: Client, share: Share) -> None:
    from django.contrib.sessions.models import Session

    confirm(client)
    client.get("/read/")
    client.post("/read/", {"words-noticed": "x"})
    client.post("/read/leave/")
    assert not Session.objects.exists()
    assert client.get("/").url.startswith("/sign-in/")


def test_the_reader_gets_nowhere_else(client: Client, share: Share) -> None:
    confirm(client)
    pages = [
        "/",
        "/your-journal/",
        "/shared/",
        "/library/",
        "/me/",
        "/news/",
        share.get_absolute_url(),
        share.entry.get_absolute_url(),
    ]
    for page in pages:
        assert client.get(page).url.startswith("/sign-in/"), page
