"""With four answers nothing can be revealed: not by any request, of anybody, in any order."""

import itertools
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, resolve

from meetings.models import AgendaItem, Asking, Meeting
from meetings.pace import pace
from meetings.services import revealing, running
from tests.conftest import open_session, suspend
from tests.meetings.makers import asking_of, make_running
from tests.meetings.phones import Phone
from tests.meetings.test_join import at
from vault.ids import short

pytestmark = [
    pytest.mark.usefixtures("without_request_log"),
    pytest.mark.sqlite,  # every request is decided in Python, whatever keeps the answers
]

MARKER = re.compile(r"zq-four-\w+")
PEOPLE = ["amara", "ben", "dev", "efua", "grace", "hana", "jo", "nobody"]
DOES = ["look", "reveal", "next", "stop", "send", "save"]
BODY = {"harm": "no", "wall": "1", "card": "x", "tick": "1", "leads": "1", "q-happened": "zq-own"}


@pytest.fixture
def meeting(cast):
    """Four answers, and one of the facilitator's own that does not count."""
    meeting = at(make_running(cast.team, cast.dev, blocks=list(AgendaItem.Block.values)), "reveal")
    for letter in "abcd":
        assert Phone(meeting).joined().send(f"zq-four-{letter}").status_code == 303
    leader = Phone(meeting, open_session(Client(), cast.dev))
    leader.client.get(f"/meetings/{short(meeting.pk)}/present/")
    leader.send("zq-four-leader")
    assert asking_of(meeting).answers.count == 4
    pace.forget()
    return meeting


def addresses(meeting):
    """Every address of the meetings' room, with everything of this meeting put into it."""
    asking = asking_of(meeting)
    values = {
        "pk": [short(meeting.pk), short(asking.pk)],
        "code": [meeting.join_code or "ABCDEFGH"],
        "card": [card.name for card in asking.answers.cards][:2] or ["x"],
    }
    found = []
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.app_name == "meetings":
            for one in entry.url_patterns:
                names = re.findall(r"<\w+:(\w+)>", str(one.pattern))
                for chosen in itertools.product(*[values[name] for name in names]):
                    path = str(one.pattern)
                    for name, value in zip(names, chosen, strict=True):
                        path = re.sub(rf"<\w+:{name}>", value, path)
                    found.append(f"/{path}")
    assert len(found) > 25
    return found


def browsers(cast, meeting):
    """Each person's, each with a device that has joined besides; and a device alone."""
    for name in PEOPLE:
        client = open_session(Client(), getattr(cast, name, None), factor=name == "dev")
        yield name, client
    yield "a device", Phone(meeting).joined().client
    yield "a leader's device", Phone(meeting, _led(meeting)).client


def _led(meeting):
    phone = Phone(meeting)
    phone.join(leads="1")
    return phone.client


def leaks(client, path, data=None):
    """What an answer shows of others' answers, after the redirect that it may lead to too."""
    with transaction.atomic():
        if data is None:
            responses = [client.get(path)]
        else:
            responses = [client.post(path, data, follow=True)]
        shown = [f"{one.content.decode()}{one.headers}{one.cookies}" for one in responses]
        transaction.set_rollback(True)
    return {found for text in shown for found in MARKER.findall(text)}


def every_request(cast, meeting, who=None):
    found = {}
    for name, client in browsers(cast, meeting):
        if who and name not in who:
            continue
        cookies = client.cookies.copy()
        for path in addresses(meeting):
            for data in [None, *({"do": do, **BODY} for do in DOES if takes_posts(path))]:
                client.cookies = cookies.copy()
                pace.forget()
                if shown := leaks(client, path, data):
                    found[name, path, str(data)] = shown
    return found


def takes_posts(path):
    """Asked of the view itself, once for each: most pages are only looked at."""
    view = resolve(path).func
    if view not in _posts:
        request = RequestFactory().generic("DELETE", path)
        request.user = AnonymousUser()
        _posts[view] = "POST" in view(request, **resolve(path).kwargs).headers["Allow"]
    return _posts[view]


_posts = {}


def test_no_request_of_anybody_shows_one_of_four(cast, meeting):
    suspend(cast.jo)
    assert every_request(cast, meeting) == {}


@pytest.mark.parametrize("block", ["write", "vote"])
def test_nor_whatever_is_on_the_screen(cast, meeting, block):
    at(meeting, block)
    assert every_request(cast, meeting, ["dev", "a device"]) == {}


def test_nor_as_tips(cast, meeting):
    Asking.objects.update(form=Asking.Form.TIPS)
    assert every_request(cast, meeting, ["dev", "a device"]) == {}


def test_nor_once_the_meeting_is_over(cast, meeting):
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert every_request(cast, meeting, ["dev", "amara", "nobody"]) == {}


def test_nor_after_one_of_five_was_set_aside(cast, meeting):
    Phone(meeting).joined().send("zq-four-fifth")
    asking = asking_of(meeting)
    revealing.reveal(asking_id=asking.pk, actor=cast.dev)
    assert every_request(cast, meeting, ["dev"]), "with five, they are shown: the search works"
    name = asking.answers.cards[0].name
    revealing.set_aside(asking_id=asking.pk, actor=cast.dev, name=name)
    assert every_request(cast, meeting, ["dev", "a device", "nobody"]) == {}
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert every_request(cast, meeting, ["dev", "amara"]) == {}


def test_nor_by_presses_one_after_another(cast, meeting):
    """All orders of two of the facilitator's presses, each with a look at every page."""
    client = open_session(Client(), cast.dev)
    move = f"/meetings/{short(meeting.pk)}/move/"
    pages = [path for path in addresses(meeting) if "/meetings/" in path]
    found = {}
    for presses in itertools.permutations(["look", "reveal", "next", "stop", "previous"], 2):
        with transaction.atomic():
            for do in presses:
                item = Meeting.objects.get(pk=meeting.pk).item_id
                seen = {"seen": short(item)} if item else {}
                client.post(move, {"do": do, **seen})
            for path in pages:
                shown = client.get(path, follow=True)
                if MARKER.findall(shown.content.decode()):
                    found[presses, path] = True
            transaction.set_rollback(True)
    assert found == {}
