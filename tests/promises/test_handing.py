"""Handing a promise on to another leader: offered, looked at, taken over, and sealed anew."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, Team, User
from promises import services
from promises.models import HandOver, InvalidMove, Promise, PromiseMove, State
from promises.offers import digest_of
from tests.makers import make_membership, make_promise, make_team, make_user
from vault.errors import SealError
from vault.ids import short

WHAT = "Whether the night desk gets a lamp"
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(dev: User) -> Team:
    return dev.memberships.get().teams.get()


@pytest.fixture
def kofi(team: Team) -> User:
    person = make_user("Kofi")
    make_membership(person, team, "leader")
    return person


@pytest.fixture
def promise(dev: User) -> Promise:
    made = make_promise(dev, WHAT)
    later = timezone.localdate() + timedelta(days=5)
    return services.answer_promise(
        promise_id=made.pk, actor=dev, answer="not-yet", reason="My reason.", due_on=later
    )


@pytest.fixture
def client(dev: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), dev)


@pytest.fixture
def kofis(kofi: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), kofi, factor=True)


def offer(promise: Promise, to: User) -> HandOver:
    return services.offer_hand_over(promise_id=promise.pk, actor=promise.owner, to_id=to.pk)


def accept(given: HandOver, actor: User) -> Promise:
    seen = digest_of(Promise.objects.get(pk=given.promise_id))
    return services.accept_hand_over(offer_id=given.pk, actor=actor, seen=seen)


def actions(person: User) -> list[str]:
    rows = AuditEvent.objects.filter(person=person, action__startswith="promise-")
    return list(rows.order_by("number").values_list("action", flat=True))


def shown(client: Client, response: Any) -> str:
    assert response.status_code == 303
    return html.unescape(client.get(response.headers["Location"]).text)


def test_from_one_list_to_another(
    client: Client, kofis: Client, promise: Promise, dev: User, kofi: User
) -> None:
    address = reverse("promises:promise_hand_over", args=[promise.pk])
    assert "Kofi" in client.get(address).text
    said = shown(client, client.post(address, {"do": "offer", "to": short(kofi.pk)}))
    assert "You offered it to Kofi" in said
    listed = html.unescape(kofis.get(reverse("promises:promise_list")).text)
    assert "Dev asks you to take over a promise." in listed
    assert WHAT not in listed
    [given] = HandOver.objects.visible_to(kofi)
    page = html.unescape(kofis.get(given.get_absolute_url()).text)
    assert WHAT in page
    assert "My reason." not in page
    seen = digest_of(promise)
    response = kofis.post(given.get_absolute_url(), {"do": "accept", "seen": seen})
    taken = html.unescape(kofis.get(response.headers["Location"]).text)
    assert "taken over from Dev" in taken
    mine = html.unescape(client.get(promise.get_absolute_url()).text)
    assert "Kofi took it over on" in mine
    assert "My reason." in mine
    assert "Handed over" in client.get(reverse("promises:promise_list")).text
    assert "promise-opened" in actions(dev)
    assert actions(dev)[-1] == "promise-handed"
    assert actions(kofi) == ["promise-taken"]


def test_only_what_role_and_day_go_over_under_a_new_key(
    promise: Promise, dev: User, kofi: User
) -> None:
    taken = accept(offer(promise, kofi), kofi)
    taken = Promise.objects.visible_to(kofi).get(pk=taken.pk)
    assert (taken.what, taken.to_role, taken.due_on) == (WHAT, promise.to_role, promise.due_on)
    assert (taken.reason, taken.received, taken.outcome) == ("", "", "")
    assert (taken.state, taken.handed_by) == (State.MADE, dev)
    assert taken.key_holder_id == kofi.key_holder_id
    old = Promise.objects.visible_to(dev).get()
    assert (old.state, old.what, old.reason) == (State.HANDED, WHAT, "My reason.")
    assert not PromiseMove.objects.filter(promise=taken).exists()
    # The old key opens nothing of the new row: a sealed word was not just moved.
    fresh = Promise.objects.get(pk=taken.pk)
    fresh.key_holder = dev.key_holder
    with pytest.raises(SealError):
        fresh.what  # noqa: B018  opened by being asked for


def test_the_new_owner_keeps_it_when_the_old_one_erases_everything(
    promise: Promise, dev: User, kofi: User
) -> None:
    taken = accept(offer(promise, kofi), kofi)
    services.erase_promises(person=dev)
    assert not Promise.objects.filter(owner=dev).exists()
    assert Promise.objects.visible_to(kofi).get() == taken


@pytest.mark.parametrize("who", ["amara", "efua", "kofi elsewhere", "the owner", "nobody"])
def test_only_another_leader_of_the_house_can_be_asked(
    client: Client, promise: Promise, cast: Any, who: str
) -> None:
    elsewhere = make_user("Kofi elsewhere")
    make_membership(elsewhere, make_team(), "leader")
    ids = {
        "amara": cast.amara.pk,
        "efua": cast.efua.pk,
        "kofi elsewhere": elsewhere.pk,
        "the owner": cast.dev.pk,
        "nobody": promise.pk,
    }
    address = reverse("promises:promise_hand_over", args=[promise.pk])
    for to in (short(ids[who]), "x" * 5_000):
        said = shown(client, client.post(address, {"do": "offer", "to": to}))
        assert "Nobody else leads here" in said
    assert not HandOver.objects.exists()


def test_who_leads_nowhere_hands_nothing_over(ben: User, kofi: User) -> None:
    with pytest.raises(services.NotHandedError):
        offer(make_promise(ben), kofi)


def test_nobody_else_sees_the_offer(promise: Promise, kofi: User, cast: Any) -> None:
    given = offer(promise, kofi)
    for other in (cast.amara, cast.grace, cast.hana, cast.efua):
        assert not HandOver.objects.visible_to(other).exists()
        with pytest.raises(HandOver.DoesNotExist):
            accept(given, other)
    with pytest.raises(HandOver.DoesNotExist):
        accept(given, promise.owner)


def test_others_words_want_a_second_step(
    promise: Promise, kofi: User, sign_in: Callable[..., Client]
) -> None:
    given = offer(promise, kofi)
    response = sign_in(Client(), kofi).get(given.get_absolute_url())
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/me/second-step/needed/")


def test_an_offer_is_taken_back_at_once(
    client: Client, kofis: Client, promise: Promise, kofi: User
) -> None:
    given = offer(promise, kofi)
    address = reverse("promises:promise_hand_over", args=[promise.pk])
    client.post(address, {"do": "withdraw"})
    assert kofis.get(given.get_absolute_url()).status_code == 404
    response = kofis.post(given.get_absolute_url(), {"do": "accept", "seen": digest_of(promise)})
    assert response.status_code == 404
    assert client.post(address, {"do": "withdraw"}).status_code == 303


def test_an_offer_ends_with_the_membership_or_the_answer(promise: Promise, kofi: User) -> None:
    given = offer(promise, kofi)
    for person in (promise.owner, kofi):
        person.memberships.update(ended_on=timezone.localdate())
        assert not HandOver.objects.visible_to(kofi).exists()
        person.memberships.update(ended_on=None)
    assert HandOver.objects.visible_to(kofi).exists()
    services.answer_promise(promise_id=promise.pk, actor=promise.owner, answer="yes")
    assert not HandOver.objects.visible_to(kofi).exists()
    given.refresh_from_db()
    assert given.state == HandOver.State.WITHDRAWN


def test_an_offer_lasts_as_long_as_whom_it_is_made_to_leads(
    kofis: Client, promise: Promise, kofi: User
) -> None:
    given = offer(promise, kofi)
    kofi.memberships.update(roles=["member"])
    assert kofis.get(given.get_absolute_url()).status_code == 404
    with pytest.raises(HandOver.DoesNotExist):
        accept(given, kofi)
    # Who steps down may still pass on what they promised before.
    kofi.memberships.update(roles=["leader"])
    promise.owner.memberships.update(roles=["member"])
    assert accept(given, kofi).owner == kofi


def test_what_changed_since_it_was_looked_at_is_not_taken_over(
    kofis: Client, promise: Promise, dev: User, kofi: User
) -> None:
    given = offer(promise, kofi)
    seen = digest_of(promise)
    services.change_promise(promise_id=promise.pk, actor=dev, what="Ten lamps, by me alone")
    response = kofis.post(given.get_absolute_url(), {"do": "accept", "seen": seen})
    said = shown(kofis, response)
    assert "It was changed since you looked." in said
    assert "Ten lamps" in said
    assert not Promise.objects.filter(owner=kofi).exists()


def test_pressed_twice_is_taken_once(kofis: Client, promise: Promise, kofi: User) -> None:
    given = offer(promise, kofi)
    body = {"do": "accept", "seen": digest_of(promise)}
    answers = [kofis.post(given.get_absolute_url(), body).status_code for _time in range(2)]
    assert answers == [303, 404]
    assert Promise.objects.filter(owner=kofi).count() == 1
    assert offer_again_fails(promise, kofi)


def offer_again_fails(promise: Promise, kofi: User) -> bool:
    try:
        offer(promise, kofi)
    except InvalidMove:
        return True
    return False


def test_offering_it_to_another_takes_it_from_the_first(
    promise: Promise, kofi: User, team: Team
) -> None:
    second = make_user("Lin")
    make_membership(second, team, "leader")
    first = offer(promise, kofi)
    assert offer(promise, kofi) == first
    offer(promise, second)
    assert not HandOver.objects.visible_to(kofi).exists()
    assert HandOver.objects.visible_to(second).count() == 1


def test_a_no_is_told_and_nothing_moves(
    client: Client, kofis: Client, promise: Promise, dev: User, kofi: User
) -> None:
    given = offer(promise, kofi)
    assert kofis.post(given.get_absolute_url(), {"do": "decline"}).status_code == 303
    assert "Kofi could not take it over." in client.get(promise.get_absolute_url()).text
    assert Promise.objects.visible_to(dev).open().exists()
    assert "Kofi cannot take over a promise of yours." in client.get("/news/").text
    assert actions(dev)[-1] == "promise-declined"


def test_pressing_no_button_does_nothing(kofis: Client, promise: Promise, kofi: User) -> None:
    given = offer(promise, kofi)
    assert kofis.post(given.get_absolute_url(), {}).status_code == 303
    assert HandOver.objects.visible_to(kofi).open().exists()
