"""The list of what is new: one's own, what may still be opened, and nothing changed by looking."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from notices import kinds
from notices.models import Notice
from notices.services import KEPT, forget_old, unseen_count
from people.models import User
from tests.makers import make_entry, make_prompt_version, make_user
from tests.notices.makers import make_notice, register_kind
from vault.ids import short

SignIn = Callable[..., Client]
LIST = "/news/"


@pytest.fixture
def client(amara: User, sign_in: SignIn) -> Client:
    return sign_in(Client(), amara)


def page(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def press(client: Client, notice: Notice) -> HttpResponse:
    return client.post(reverse("notices:notice_open", args=[notice.pk]))


def test_an_empty_list_says_what_will_stand_there(client: Client) -> None:
    text = page(client)
    assert "Nothing is new." in text
    assert "I have seen all of this" not in text
    assert 'href="/news/mail/"' in text


def test_newest_first_with_the_other_persons_name(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    old = register_kind(text=lambda notice: "Something older.", who=None)
    make_notice(amara, old.key, made_at=timezone.now() - timedelta(days=2))
    make_notice(amara, kind.key)
    text = page(client)
    assert 0 < text.index("Ben did something.") < text.index("Something older.")


def test_a_name_is_only_a_name(client: Client, amara: User) -> None:
    kind = register_kind(name="<b>%(who)s</b> 100% {{ x }}")
    make_notice(amara, kind.key)
    body = client.get(LIST).content.decode()
    assert "&lt;b&gt;%(who)s&lt;/b&gt; 100% {{ x }} did something." in body


def test_only_ones_own_and_of_kinds_that_are_there(
    client: Client, amara: User, ben: User, kind: SimpleNamespace
) -> None:
    gone = register_kind()
    make_notice(ben, kind.key)
    make_notice(amara, gone.key)
    make_notice(amara, kind.key, dropped_at=timezone.now())
    kinds.unregister(gone.key)
    assert "Nothing is new." in page(client)


def test_looking_changes_nothing(client: Client, amara: User, kind: SimpleNamespace) -> None:
    make_notice(amara, kind.key)
    for _time in range(2):
        assert "New</span>" in page(client)
    assert unseen_count(amara) == 1


def test_opening_one_marks_it_and_leads_there(client: Client, amara: User) -> None:
    kind = register_kind(url=lambda notice: "/your-journal/")
    one, other = make_notice(amara, kind.key), make_notice(amara, kind.key)
    response = press(client, one)
    assert (response.status_code, response["Location"]) == (303, "/your-journal/")
    assert list(Notice.objects.unseen()) == [other]


def test_what_is_closed_is_not_shown_and_does_not_count_for_ever(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    shut = make_notice(amara, kind.key)
    kind.closed.add(shut.pk)
    text = page(client)
    assert "did something" not in text
    assert "Something that was new is settled by now" in text
    assert unseen_count(amara) == 1
    client.post("/news/seen/", {"newest": short(shut.pk)})
    assert unseen_count(amara) == 0
    assert "taken back" not in page(client)


def test_what_was_closed_since_the_page_says_so(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    shut = make_notice(amara, kind.key)
    page(client)
    kind.closed.add(shut.pk)
    response = press(client, shut)
    assert (response.status_code, response["Location"]) == (303, LIST)
    assert "That is no longer there to open." in page(client)
    assert unseen_count(amara) == 0


def test_all_are_marked_up_to_the_newest_that_was_shown(
    client: Client, amara: User, ben: User, kind: SimpleNamespace
) -> None:
    now = timezone.now()
    for minutes in (30, 20, 10):
        shown = make_notice(amara, kind.key, made_at=now - timedelta(minutes=minutes))
    make_notice(ben, kind.key, made_at=now - timedelta(minutes=30))
    assert f'value="{short(shown.pk)}"' in page(client)
    later = make_notice(amara, kind.key, made_at=now)
    response = client.post("/news/seen/", {"newest": short(shown.pk)})
    assert (response.status_code, response["Location"]) == (303, LIST)
    assert list(Notice.objects.visible_to(amara).unseen()) == [later]
    assert unseen_count(ben) == 1


@pytest.mark.parametrize("newest", ["", "nonsense", "A" * 22, "\0", "another's"])
def test_seen_up_to_nothing_marks_nothing(
    client: Client, amara: User, ben: User, kind: SimpleNamespace, newest: str
) -> None:
    make_notice(amara, kind.key)
    if newest == "another's":
        newest = short(make_notice(ben, kind.key).pk)
    assert client.post("/news/seen/", {"newest": newest}).status_code == 303
    assert client.post("/news/seen/").status_code == 303
    assert Notice.objects.unseen().count() == Notice.objects.count()


def test_anothers_cannot_be_opened(client: Client, ben: User, kind: SimpleNamespace) -> None:
    assert press(client, make_notice(ben, kind.key)).status_code == 404
    assert unseen_count(ben) == 1


def test_the_way_to_it_says_how_much_is_new(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    assert ">You</summary>" in page(client, "/me/")
    make_notice(amara, kind.key)
    make_notice(amara, kind.key, seen_at=timezone.now())
    text = page(client, "/me/")
    assert '(1)<span class="visually-hidden"> new thing</span></span></summary>' in text
    assert '<a href="/news/">What is new (1)</a>' in text
    make_notice(amara, kind.key)
    assert '(2)<span class="visually-hidden"> new things</span>' in page(client, "/me/")


def test_while_a_reset_waits_the_list_is_closed(
    client: Client, amara: User, kind: SimpleNamespace
) -> None:
    notice = make_notice(amara, kind.key)
    User.objects.filter(pk=amara.pk).update(held_until=timezone.now() + timedelta(days=9))
    for response in (client.get(LIST), press(client, notice), client.post("/news/seen/")):
        assert response.status_code in (302, 303)
        assert response["Location"].startswith("/me/wait/")
    assert ">You</summary>" in page(client, "/")
    assert unseen_count(amara) == 1


def test_it_is_kept_for_half_a_year(amara: User, kind: SimpleNamespace) -> None:
    for days in (0, 1, -1):
        make_notice(amara, kind.key, made_at=timezone.now() - KEPT + timedelta(days=days))
    assert forget_old() == 2
    assert Notice.objects.count() == 1


def test_two_hundred_take_as_many_queries_as_two(client: Client, amara: User) -> None:
    def still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
        ids = [notice.about_id for notice in notices]
        entries = Entry.objects.visible_to(person).filter(pk__in=ids).in_bulk()
        for notice in notices:
            notice.thing = entries.get(notice.about_id)
        return set(entries)

    made = [
        register_kind(still_open=still_open, who=lambda notice: str(notice.thing.author_id))
        for _kind in range(3)
    ]
    found, version = [], make_prompt_version()
    for count in (2, 198):
        for number in range(count):
            entry = make_entry(amara, version)
            make_notice(amara, made[number % 3].key, about_id=entry.pk)
        page(client)
        with CaptureQueriesContext(connection) as captured:
            text = page(client)
        assert "did something" in text
        found.append(len(captured))
    assert found[0] == found[1] <= 6, captured.captured_queries


def test_long_lists_have_pages(client: Client, amara: User, kind: SimpleNamespace) -> None:
    for _notice in range(60):
        make_notice(amara, kind.key)
    assert page(client).count("did something") == 50
    assert page(client, "/news/?page=2").count("did something") == 10
    assert page(client, "/news/?page=x").count("did something") == 50


def test_nobody_signed_in_is_led_to_the_door(db: None) -> None:
    notice = make_notice(make_user(), register_kind().key)
    for response in (Client().get(LIST), press(Client(), notice)):
        assert response["Location"].startswith("/sign-in/")
