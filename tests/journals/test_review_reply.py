"""After it is given: the talk both ways, and acknowledging."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import ParkedWords, Reply, Share
from journals.services import reviewing
from people.models import User
from supervision.models import Supervision
from tests.journals.reviews import WHOLE, opened, page_of, post
from tests.makers import make_entry, make_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def reader(client: Client, ben: User, sign_in: Any) -> Client:
    return sign_in(client, ben, factor=True)


@pytest.fixture
def share(reader: Client, amara: User, pair: Supervision) -> Share:
    """Read, and sent back with an invitation to write more."""
    share = make_share(make_entry(amara), pair)
    post(reader, share, opened(reader, share), **WHOLE, do="give", outcome="returned")
    return share


def reply(client: Client, share: Share, text: str, **changes: str) -> Any:
    page = client.get(page_of(share)).text
    fields = {"text": text}
    for name in ("binding", "parked"):
        mark = f'name="{name}" value="'
        if mark in page:
            fields[name] = page.rsplit(mark, 1)[1].split('"')[0]
    return client.post(reverse("journals:review_reply", args=[share.pk]), fields | changes)


def state_of(share: Share) -> str:
    return Share.objects.get(pk=share.pk).state


def test_both_turns_stand_on_the_page(reader: Client, share: Share, amara: User) -> None:
    reviewing.add_reply(share_id=share.pk, by=amara, kind=Reply.Kind.TALK, text="On Monday?")
    answer = reply(reader, share, "Monday at ten.")
    assert (answer.status_code, answer.url) == (303, f"{page_of(share)}#talk")
    text = reader.get(page_of(share)).text
    assert text.index("On Monday?") < text.index("Monday at ten.")
    assert "I would rather talk" in text


def test_two_presses_are_one_turn(reader: Client, share: Share) -> None:
    reply(reader, share, "Monday at ten.")
    reply(reader, share, "Monday at ten.")
    assert Reply.objects.count() == 1
    reply(reader, share, "Or at eleven.")
    assert Reply.objects.count() == 2


@pytest.mark.parametrize("text", ["", "  \n "])
def test_no_words_are_no_turn(reader: Client, share: Share, text: str) -> None:
    assert reply(reader, share, text).status_code == 303
    assert not Reply.objects.exists() and not ParkedWords.objects.exists()
    assert "there are no words yet" in reader.get(page_of(share)).text


def test_too_long_is_kept_and_shown_again(reader: Client, share: Share) -> None:
    answer = reply(reader, share, "z" * 5_010)
    assert answer.status_code == 303
    text = reader.get(page_of(share)).text
    assert "10 characters too long" in text and "z" * 5_010 in text
    assert not Reply.objects.exists()
    reply(reader, share, "z" * 5_000)
    assert Reply.objects.get().text == "z" * 5_000
    assert not ParkedWords.objects.exists()


def test_a_page_that_locks_keeps_them(reader: Client, share: Share) -> None:
    assert reply(reader, share, "Half a thought", do="keep").status_code == 303
    text = reader.get(page_of(share)).text
    assert "Half a thought" in text and "not added yet" in text
    assert not Reply.objects.exists()


@pytest.mark.parametrize("binding", ["", "x"])
def test_a_torn_page_keeps_them(reader: Client, share: Share, binding: str) -> None:
    assert reply(reader, share, "Kept.", binding=binding).status_code == 303
    assert "Kept." in reader.get(page_of(share)).text
    assert not Reply.objects.exists()


def test_words_from_an_ended_session_wait(
    client: Client, ben: User, share: Share, sign_in: Any
) -> None:
    page = client.get(page_of(share)).text
    binding = page.split('name="binding" value="')[1].split('"')[0]
    client.logout()
    url = reverse("journals:review_reply", args=[share.pk])
    assert client.post(url, {"binding": binding, "text": "Too late."}).status_code == 303
    text = sign_in(client, ben, factor=True).get(page_of(share)).text
    assert "Too late." in text and not Reply.objects.exists()


def test_no_turn_before_something_is_given(reader: Client, amara: User, pair: Supervision) -> None:
    share = make_share(make_entry(amara), pair)
    reply(reader, share, "Before.")
    assert not Reply.objects.exists()
    assert ParkedWords.objects.get().fields["text"] == ["Before."]


@pytest.mark.parametrize("who", ["amara", "chloe", "farid", "grace", "hana"])
@pytest.mark.parametrize("name", ["review_reply", "review_acknowledge"])
def test_nobody_else_answers_or_acknowledges(
    cast: SimpleNamespace, share: Share, sign_in: Any, who: str, name: str
) -> None:
    other = sign_in(Client(), getattr(cast, who), factor=True)
    answer = other.post(reverse(f"journals:{name}", args=[share.pk]), {"text": "Mine?"})
    assert answer.status_code == 404
    assert not Reply.objects.exists() and state_of(share) == "returned"


def test_acknowledging_what_was_sent_back(reader: Client, share: Share) -> None:
    assert "Acknowledge now" in reader.get(page_of(share)).text
    url = reverse("journals:review_acknowledge", args=[share.pk])
    for _press in range(2):
        assert reader.post(url).status_code == 303
    assert state_of(share) == "acknowledged"
    text = reader.get(page_of(share)).text
    assert "Acknowledge now" not in text and "acknowledged it later" in text


def test_nothing_is_acknowledged_before_it_was_answered(
    reader: Client, amara: User, pair: Supervision
) -> None:
    share = make_share(make_entry(amara), pair)
    reader.get(page_of(share))
    assert reader.post(reverse("journals:review_acknowledge", args=[share.pk])).status_code == 303
    assert state_of(share) == "seen"
