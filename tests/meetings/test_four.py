"""With four answers nothing can be revealed: not by any request, of anybody, in any order.

Every address of the meetings' room is asked, and what else a team has: home, news, leading, the
words carried into a journal, everything taken out. Some requests stand for others:

- under join/ a browser that nobody is signed in to stands for all people, since nobody is
  signed in there (test_nobody_is_signed_in_under_join_whoever_is); devices are asked besides;
- a press that is refused stands for the other presses at the same address: who it is, and
  whether the thing is theirs, is asked before anything is read of a form (tests/access).
"""

import io
import itertools
import re
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, resolve

from meetings.models import AgendaItem, Asking, Meeting
from meetings.pace import pace
from meetings.services import revealing, running
from tests.access.run import handler
from tests.conftest import open_session, suspend
from tests.makers import PASSWORD
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
BODY = {"harm": "no", "wall": "1", "card": "x", "leads": "1", "q-happened": "zq-own"}


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
    """Each person's, and two devices that have joined: one alone, and one with a leader's mark."""
    for name in PEOPLE:
        yield name, open_session(_browser(), getattr(cast, name, None), factor=name == "dev")
    yield "a device", Phone(meeting, _browser()).joined().client
    yield "a leader's device", Phone(meeting, _led(meeting)).client


def _browser():
    client = Client()
    client.handler = handler(False)  # set up once, and not for each of seven hundred requests
    return client


def _led(meeting):
    phone = Phone(meeting, _browser())
    phone.join(leads="1")
    return phone.client


def asked_of(name, meeting):
    """Every address, with the presses to try there once it was looked at."""
    is_person = name in PEOPLE and name != "nobody"
    for path in addresses(meeting):
        if not (is_person and path.startswith("/join/")):
            yield path, [{"do": do, **BODY} for do in DOES if takes_posts(path)]
    if is_person:
        pk = short(meeting.pk)
        for path in ("/", "/leading/", "/news/", "/your-journal/", f"/carry/{pk}/", "/take-out/"):
            yield path, [{"password": PASSWORD}] if path == "/take-out/" else []


def ask(client, path, data=None):
    """What an answer shows of others' answers, where it leads to too; and whether it refuses."""
    with transaction.atomic():
        response = client.get(path) if data is None else client.post(path, data, follow=True)
        shown = f"{_text(response)}{response.headers}{response.cookies}"
        transaction.set_rollback(True)
    led_to = "".join(address for address, _status in getattr(response, "redirect_chain", []))
    refused = response.status_code in (403, 404, 405) or "/sign-in/" in led_to
    return set(MARKER.findall(shown)), refused


def _text(response):
    content = b"".join(response) if response.streaming else response.content
    if response.headers["Content-Type"] == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as taken:
            return "".join(taken.read(name).decode(errors="replace") for name in taken.namelist())
    return content.decode()


def every_request(cast, meeting, who=None):
    found, sent = {}, 0
    for name, client in browsers(cast, meeting):
        if who and name not in who:
            continue
        cookies = client.cookies.copy()
        for path, presses in asked_of(name, meeting):
            for data in [None, *presses]:
                client.cookies = cookies.copy()
                pace.forget()
                shown, refused = ask(client, path, data)
                sent += 1
                if shown:
                    found[name, path, str(data)] = shown
                if data and refused:
                    break
    assert sent > 40
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
    leader = open_session(_browser(), cast.dev, factor=True)
    shown = (ask(leader, path)[0] for path, _presses in asked_of("dev", meeting))
    assert any(shown), "with five, they are shown: the search works"
    name = asking.answers.cards[0].name
    revealing.set_aside(asking_id=asking.pk, actor=cast.dev, name=name)
    assert every_request(cast, meeting, ["dev", "a device", "nobody"]) == {}
    running.end_meeting(meeting_id=meeting.pk, actor=cast.dev)
    assert every_request(cast, meeting, ["dev", "amara"]) == {}


def test_nor_by_presses_one_after_another(cast, meeting):
    """All orders of two of the facilitator's presses, each with a look at every page."""
    client = open_session(_browser(), cast.dev)
    move = f"/meetings/{short(meeting.pk)}/move/"
    pages = [path for path in addresses(meeting) if "/meetings/" in path]
    pages = [path for path in pages if client.get(path).status_code != 405]
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
