"""Own words of a meeting, carried into one's own journal: when it is over, by that device only."""

import html

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from meetings.models import Asking, Meeting
from meetings.services import answering
from meetings.services.running import end_meeting
from tests.makers import make_entry, make_prompt_version
from tests.meetings.makers import asking_of, give, make_device, make_running
from vault.ids import short

pytestmark = pytest.mark.django_db
WORDS = "zq-my-own-words"

QUESTIONS = [
    {"key": "long", "kind": "long_text", "text": "At length?"},
    {"key": "short", "kind": "short_text", "text": "In short?", "limit": 40},
    {"key": "lines", "kind": "list", "text": "Line by line?",
     "groups": [{"key": "time", "label": "Time"}, {"key": "space", "label": "Space"}]},
    {"key": "tips", "kind": "tip_cards", "text": "Tips?"},
]  # fmt: skip


@pytest.fixture
def meeting(cast):
    return make_running(cast.team, cast.dev)


def carrier(client, token):
    """A client whose browser was handed the device's token a moment ago."""
    client.cookies["carry"] = token
    client.cookies["carry"]["path"] = "/carry/"
    return client


def url(meeting):
    return reverse("desk:carry", args=[meeting.pk])


def ended(cast, meeting):
    return end_meeting(meeting_id=meeting.pk, actor=cast.dev)


def test_own_words_become_an_entry_of_ones_own(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    ended(cast, meeting)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    page = client.get(url(meeting))
    assert WORDS in page.text and "Whoever could open both" in html.unescape(page.text)
    assert not Entry.objects.exists(), "nothing is carried by looking"
    response = client.post(url(meeting), {"do": "carry"})
    entry = Entry.objects.get()
    assert (response.status_code, response.url) == (303, entry.get_absolute_url())
    assert entry.author == cast.amara and entry.key_holder_id == cast.amara.key_holder_id
    assert entry.answers == {"happened": WORDS} and entry.revision == 1
    assert client.cookies["carry"].value == ""
    assert WORDS in client.get(entry.get_absolute_url()).text


def test_pressed_twice_it_is_one_entry(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    ended(cast, meeting)
    for _pressed_twice in range(2):
        client = carrier(sign_in(Client(), cast.amara), device.token)
        client.post(url(meeting), {"do": "carry"})
    assert Entry.objects.count() == 1
    Entry.objects.update(deleted_at=timezone.now())
    client = carrier(sign_in(Client(), cast.amara), device.token)
    assert client.post(url(meeting), {"do": "carry"}).url == reverse("journals:entry_list")
    assert Entry.objects.count() == 1


def test_an_entry_that_is_under_way_is_left_alone(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    own = make_entry(cast.amara, asking_of(meeting).prompt_version)
    ended(cast, meeting)
    carrier(sign_in(Client(), cast.amara), device.token).post(url(meeting), {"do": "carry"})
    own.refresh_from_db()
    assert own.answers == {"happened": "Mrs Okafor's tea went cold."}
    assert Entry.objects.filter(author=cast.amara).count() == 2


def test_before_the_end_nothing_is_shown_or_carried(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    assert WORDS not in client.get(url(meeting)).text
    client.post(url(meeting), {"do": "carry"})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "\0", "é" * 32])
def test_another_token_opens_nothing(cast, meeting, sign_in, token):
    give(meeting, WORDS)
    ended(cast, meeting)
    client = sign_in(Client(), cast.amara)
    if token:
        client.cookies["carry"] = token.encode("unicode-escape").decode()
    assert WORDS not in client.get(url(meeting)).text
    assert client.post(url(meeting), {"do": "carry"}).status_code == 303
    assert not Entry.objects.exists()


def test_a_meeting_that_never_was_looks_the_same(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    pages = {
        client.get(reverse("desk:carry", args=[pk])).text.replace(short(pk), "").split("csrf")[0]
        for pk in (meeting.pk, make_entry(cast.amara).pk)
    }
    assert len(pages) == 1


def test_only_the_device_s_own_words_come_along(cast, meeting, sign_in):
    give(meeting, "zq-somebody-elses")
    device = give(meeting, WORDS)
    ended(cast, meeting)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    assert "zq-somebody" not in client.get(url(meeting)).text
    client.post(url(meeting), {"do": "carry"})
    assert Entry.objects.get().answers == {"happened": WORDS}


def test_leaving_them_forgets_the_token_and_writes_nothing(cast, meeting, sign_in):
    device = give(meeting, WORDS)
    ended(cast, meeting)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    client.post(url(meeting), {"do": "leave"})
    assert client.cookies["carry"].value == "" and not Entry.objects.exists()


def test_who_is_not_signed_in_is_asked_to(meeting):
    client = carrier(Client(), "A" * 32)
    assert client.get(url(meeting)).url.startswith("/sign-in/")


@pytest.mark.parametrize(
    ("key", "form", "texts", "answers", "note"),
    [
        ("long", "words", ["One.\nTwo."], {"long": "One.\nTwo."}, ""),
        ("short", "words", ["One.\nTwo."], {"short": "One. Two."}, ""),
        ("short", "words", ["x" * 41], {}, "x" * 41),
        ("lines", "lines", ["a", "b"],
         {"lines": [{"id": "r0", "text": "a", "group": "time"},
                    {"id": "r1", "text": "b", "group": "time"}]}, ""),
        ("tips", "tips", ["a"], {"tips": [{"id": "r0", "text": "a"}]}, ""),
        ("tips", "words", ["y" * 301], {}, "y" * 301),
        ("long", "lines", ["a", "b"], {"long": "a\nb"}, ""),
    ],
)  # fmt: skip
def test_words_take_the_shape_that_the_question_wants(
    cast, sign_in, key, form, texts, answers, note
):
    version = make_prompt_version(QUESTIONS)
    meeting = make_running(cast.team, cast.dev, version=version, questions=[key], form=form)
    device = make_device(meeting)
    pk = Asking.objects.get(meeting=meeting).pk
    answering.answer(meeting=meeting, asking_id=pk, device=device, words={key: texts}, send=True)
    meeting = Meeting.objects.get(pk=meeting.pk)
    ended(cast, meeting)
    client = carrier(sign_in(Client(), cast.amara), device.token)
    client.post(url(meeting), {"do": "carry"})
    entry = Entry.objects.get()
    assert (entry.answers, entry.private_note) == (answers, note)
    assert client.get(reverse("journals:entry_write", args=[entry.pk])).status_code == 200
