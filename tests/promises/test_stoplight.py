"""The page for staff: what its owner chose, in the words they chose, once they have looked."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from promises import services
from promises.binding import bind
from promises.models import ParkedForm, Promise
from promises.stoplight import line_of
from tests.bad_input.nasty import MARKUP
from tests.makers import make_promise
from vault.ids import short

CHOOSE, PREVIEW, PAGE = (
    reverse(f"promises:stoplight_{name}") for name in ("choose", "preview", "page")
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(dev: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), dev)


@pytest.fixture
def lamp(dev: User) -> Promise:
    return make_promise(dev, "A lamp for the night desk", to_role="The one who asked")


@pytest.fixture
def parking(dev: User) -> Promise:
    promise = make_promise(dev, "Free parking")
    return services.answer_promise(
        promise_id=promise.pk, actor=dev, answer="no", reason="There is no money."
    )


def choose(client: Client, *promises: Promise) -> Any:
    return client.post(CHOOSE, {"show": [short(promise.pk) for promise in promises]})


def words(*promises: Promise, **changes: str) -> dict[str, str]:
    """The fields of the preview as they are drawn, with other words for the first."""
    fields = {}
    for number, promise in enumerate(promises):
        line = line_of(Promise.objects.get(pk=promise.pk))
        now = {"what": line.what, "why": line.why} | (changes if number == 0 else {})
        fields |= {f"{line.id}-{name}": text for name, text in now.items()}
    return fields


def look(client: Client, *promises: Promise, **changes: str) -> Any:
    return client.post(PREVIEW, words(*promises, **changes) | {"do": "show", "looked": "on"})


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.text)


def test_from_choosing_to_the_page(client: Client, lamp: Promise, parking: Promise) -> None:
    offered = shown(client, CHOOSE)
    assert "A lamp for the night desk" in offered
    assert " checked>" not in offered
    assert choose(client, lamp, parking).headers["Location"] == PREVIEW
    preview = shown(client, PREVIEW)
    assert "Could this show who raised it?" in preview
    assert "There is no money." in preview
    assert look(client, lamp, parking).headers["Location"] == PAGE
    page = shown(client, PAGE)
    for text in ("Working on it", "A lamp for the night desk", "Cannot", "There is no money."):
        assert text in page
    assert page.index("Working on it") < page.index("Free parking")
    assert "The one who asked" not in page
    assert "journal" not in page[page.index("only-print source") :].split("</p>")[0]


def test_what_was_said_to_one_person_does_not_go_by_itself(client: Client, dev: User) -> None:
    yes = make_promise(dev, "A second kettle")
    services.answer_promise(
        promise_id=yes.pk, actor=dev, answer="yes", reason="For your back.", received="She cried."
    )
    later = timezone.localdate() + timedelta(days=4)
    open_one = make_promise(dev, "The hoist")
    services.answer_promise(
        promise_id=open_one.pk, actor=dev, answer="not-yet", reason="A quarrel.", due_on=later
    )
    choose(client, yes, open_one)
    look(client, yes, open_one, why="Two kettles.")
    page = shown(client, PAGE)
    for text in ("For your back.", "She cried.", "A quarrel."):
        assert text not in page
    assert "You hear from me by" in page


def test_nothing_is_shown_before_the_look(client: Client, lamp: Promise) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.get(PREVIEW).headers["Location"] == CHOOSE
    choose(client, lamp)
    assert client.get(PAGE).headers["Location"] == PREVIEW
    response = client.post(PREVIEW, words(lamp) | {"do": "show"})
    assert response.headers["Location"].startswith(f"{PREVIEW}?look")
    assert "Please look once more, and tick this." in shown(client, f"{PREVIEW}?look")
    assert client.get(PAGE).headers["Location"] == PREVIEW


def test_other_words_for_the_page_leave_the_promise_as_it_is(
    client: Client, dev: User, lamp: Promise
) -> None:
    choose(client, lamp)
    look(client, lamp, what="More light at night", why="Two lamps are ordered.")
    page = shown(client, PAGE)
    assert "More light at night" in page
    assert "Two lamps are ordered." in page
    assert "A lamp for the night desk" not in page
    assert Promise.objects.visible_to(dev).get().what == "A lamp for the night desk"
    # Once it is done, the words about how it was going are not said any more.
    services.answer_promise(promise_id=lamp.pk, actor=dev, answer="yes")
    preview = shown(client, PREVIEW)
    assert "Two lamps are ordered." not in preview
    assert "More light at night" in preview


def test_a_change_wants_another_look(client: Client, dev: User, lamp: Promise) -> None:
    choose(client, lamp)
    look(client, lamp)
    assert client.get(PAGE).status_code == 200
    services.change_promise(promise_id=lamp.pk, actor=dev, what="For Nurse Okafor's eyes")
    assert client.get(PAGE).headers["Location"] == PREVIEW
    assert "Okafor" in shown(client, PREVIEW)


def test_what_may_name_somebody_is_pointed_out(client: Client, dev: User) -> None:
    promise = make_promise(dev, "A reply to Mrs Adeyemi")
    choose(client, promise)
    preview = shown(client, PREVIEW)
    assert "Look twice at this:" in preview
    assert "“Mrs Adeyemi”" in preview
    look(client, promise)
    assert client.get(PAGE).status_code == 200  # it is a hint, and stops nobody


def test_what_was_answered_says_what_came_of_it(client: Client, dev: User) -> None:
    done = make_promise(dev, "A second kettle")
    services.answer_promise(promise_id=done.pk, actor=dev, answer="yes")
    choose(client, done)
    again = look(client, done, what="Quiet marker", why="").headers["Location"]
    assert again.startswith(PREVIEW)
    text = shown(client, again)
    assert "Please say in a line what came of it." in text and "Quiet marker" in text
    assert client.get(PAGE).status_code == 302
    assert look(client, done, why="It stands in the kitchen.").headers["Location"] == PAGE
    page = shown(client, PAGE)
    assert "It stands in the kitchen." in page and "data-print" in page


def test_saving_the_words_shows_nothing(client: Client, dev: User, lamp: Promise) -> None:
    choose(client, lamp)
    response = client.post(PREVIEW, words(lamp, what="More light") | {"do": "save"})
    assert response.headers["Location"] == PREVIEW
    assert "More light" in shown(client, PREVIEW)
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("name", ["what", "why"])
def test_words_that_are_too_long_are_kept(client: Client, lamp: Promise, name: str) -> None:
    long = "Kept words " + "x" * 100_000
    choose(client, lamp)
    response = look(client, lamp, **{name: long})
    assert response.status_code == 303
    page = shown(client, response.headers["Location"])
    assert "Nothing was cut." in page
    assert long in page
    assert client.get(PAGE).status_code == 302
    parked = ParkedForm.objects.get()
    client.post(PREVIEW, words(lamp) | {"do": "save", "parked": parked.pk.hex})
    assert not ParkedForm.objects.exists()


def test_words_posted_after_the_session_is_over_are_kept(
    client: Client, dev: User, ben: User, lamp: Promise, sign_in: Callable[..., Client]
) -> None:
    choose(client, lamp)
    body = words(lamp, what="More light at night") | {"binding": bind(dev, dev.pk)}
    assert Client().post(PREVIEW, body).headers["Location"].startswith("/sign-in/")
    # As when somebody else has signed in at the same computer since.
    other = sign_in(Client(), ben)
    more = words(lamp, what="And a lamp") | {"binding": bind(dev, dev.pk)}
    assert other.post(PREVIEW, more).status_code == 303
    assert not ParkedForm.objects.visible_to(ben).exists()
    assert ParkedForm.objects.visible_to(dev).count() == 2
    assert "And a lamp" in shown(client, PREVIEW)
    assert Promise.objects.visible_to(dev).get().for_page == {}


def test_a_page_that_locks_keeps_its_words(client: Client, dev: User, lamp: Promise) -> None:
    choose(client, lamp)
    body = words(lamp, what="More light at night") | {"binding": bind(dev, dev.pk)}
    client.post(PREVIEW, body | {"do": "keep"})
    assert "More light at night" in shown(client, PREVIEW)
    assert Promise.objects.visible_to(dev).get().for_page == {}


def test_choosing_nothing_says_so(client: Client, lamp: Promise) -> None:
    response = client.post(CHOOSE, {})
    assert "Please tick at least one." in shown(client, response.headers["Location"])


def test_nobody_elses_promise_gets_onto_it(client: Client, dev: User, ben: User) -> None:
    theirs, mine = make_promise(ben, "Ben's promise"), make_promise(dev, "Mine")
    choose(client, theirs)
    assert client.get(PREVIEW).status_code == 302
    client.post(CHOOSE, {"show": [short(theirs.pk), short(mine.pk), "x" * 10_000, "\0"]})
    look(client, mine)
    assert "Ben's promise" not in shown(client, PAGE)
    body = {f"{short(theirs.pk)}-what": "Changed", "do": "show", "looked": "on"}
    client.post(PREVIEW, words(mine) | body)
    assert Promise.objects.visible_to(ben).get().for_page == {}


def test_a_handed_over_or_erased_one_is_not_on_it(
    client: Client, dev: User, lamp: Promise, parking: Promise
) -> None:
    choose(client, lamp, parking)
    look(client, lamp, parking)
    services.delete_promise(promise_id=lamp.pk, actor=dev)
    assert client.get(PAGE).headers["Location"] == PREVIEW
    look(client, parking)
    assert "A lamp" not in shown(client, PAGE)


def test_nothing_of_it_is_stored_readable(client: Client, lamp: Promise) -> None:
    choose(client, lamp)
    look(client, lamp, what="More light at night")
    stored = " ".join(str(row.get_decoded()) for row in Session.objects.all())
    assert short(lamp.pk) in stored
    assert "light at" not in stored
    assert "lamp" not in stored


def test_markup_is_only_letters(client: Client, lamp: Promise) -> None:
    choose(client, lamp)
    look(client, lamp, what=MARKUP, why=MARKUP)
    for address in (PREVIEW, PAGE, CHOOSE):
        assert "<script>alert" not in client.get(address).text


def test_an_old_answer_is_not_offered_any_more(client: Client, dev: User) -> None:
    old = make_promise(dev, "Long ago")
    services.answer_promise(promise_id=old.pk, actor=dev, answer="yes")
    Promise.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timedelta(days=100))
    assert "There is nothing to show yet" in shown(client, CHOOSE)
