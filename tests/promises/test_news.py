"""A promise's day has come: told once, to its owner, without a word of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from desk.ticking import tick
from notices.models import Notice
from notices.services import send_due
from people.models import User
from promises import services
from promises.models import Promise
from tests.conftest import suspend
from tests.makers import make_membership, make_promise, make_user
from tests.notices.makers import make_wish

TODAY = timezone.localdate()
DUE = "promise-due"
pytestmark = pytest.mark.django_db


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_told_once_however_often_the_clock_looks(dev: User) -> None:
    make_promise(dev, due_on=TODAY)
    make_promise(dev, due_on=TODAY - timedelta(days=40))
    make_promise(dev, due_on=TODAY + timedelta(days=1))
    make_promise(dev, due_on=None)
    assert services.tell_due() == 2
    assert services.tell_due() == 0
    assert told(dev) == [DUE, DUE]


def test_told_again_on_a_new_day(dev: User) -> None:
    promise = make_promise(dev, due_on=TODAY)
    tick()
    later = TODAY + timedelta(days=3)
    services.answer_promise(promise_id=promise.pk, actor=dev, answer="not-yet", due_on=later)
    assert told(dev) == []  # it does not wait any more
    assert services.tell_due() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1)):
        assert tick()["promises fell due"] == 1
        assert tick()["promises fell due"] == 0
    assert told(dev) == [DUE]


def test_it_is_news_no_more_once_it_is_answered_moved_or_erased(dev: User) -> None:
    answered, moved, erased = (make_promise(dev, due_on=TODAY) for _number in range(3))
    services.tell_due()
    services.answer_promise(promise_id=answered.pk, actor=dev, answer="no")
    services.change_promise(promise_id=moved.pk, actor=dev, due_on=None)
    services.delete_promise(promise_id=erased.pk, actor=dev)
    assert told(dev) == []


def test_the_list_of_news_holds_no_word_and_leads_to_it(
    client: Client, dev: User, sign_in: Callable[..., Client]
) -> None:
    promise = make_promise(dev, "Whether a lamp can be had", to_role="Night staff", due_on=TODAY)
    services.tell_due()
    text = sign_in(client, dev).get("/news/").text
    assert "The day of a promise has come." in text
    assert "lamp" not in text
    assert "Night staff" not in text
    [notice] = Notice.objects.filter(person=dev)
    assert notice.seen_at is None
    client.get(promise.get_absolute_url())
    notice.refresh_from_db()
    assert notice.seen_at is not None


def test_access_is_asked_again_when_the_mail_goes(dev: User) -> None:
    promise = make_promise(dev, due_on=TODAY)
    make_wish(dev)
    services.tell_due()
    # Moved behind the program's back: what is not due any more is not told of.
    Promise.objects.filter(pk=promise.pk).update(due_on=TODAY + timedelta(days=9))
    with time_machine.travel(timezone.now().replace(hour=12)):
        assert send_due() == 0
    assert mail.outbox == []


def test_a_mail_goes_only_to_who_wants_one_and_says_nothing(dev: User, ben: User) -> None:
    make_promise(dev, "Whether a lamp can be had", due_on=TODAY)
    make_promise(ben, due_on=TODAY)
    make_wish(dev)
    make_wish(ben, paused_until=TODAY + timedelta(days=5))
    services.tell_due()
    with time_machine.travel(timezone.now().replace(hour=12)):
        assert send_due() == 1
        assert send_due() == 0
    [sent] = mail.outbox
    assert sent.to == [dev.email]
    assert "lamp" not in sent.subject + str(sent.body)
    assert "promise" not in sent.subject.lower()


def test_who_is_suspended_is_not_told(dev: User) -> None:
    make_promise(dev, due_on=TODAY)
    suspend(dev)
    assert services.tell_due() == 0


def test_an_offer_is_told_and_taken_off_again(
    client: Client, dev: User, sign_in: Callable[..., Client]
) -> None:
    kofi = make_user("Kofi")
    make_membership(kofi, dev.memberships.get().teams.get(), "leader")
    promise = make_promise(dev, "Whether a lamp can be had")
    services.offer_hand_over(promise_id=promise.pk, actor=dev, to_id=kofi.pk)
    assert told(kofi) == ["promise-offered"]
    text = sign_in(client, kofi).get("/news/").text
    assert "Dev asks you to take over a promise." in text
    assert "lamp" not in text
    services.withdraw_hand_over(promise_id=promise.pk, actor=dev)
    assert told(kofi) == []


def test_a_promise_that_was_handed_over_is_nobodys_news_twice(dev: User) -> None:
    from promises.offers import digest_of

    kofi = make_user("Kofi")
    make_membership(kofi, dev.memberships.get().teams.get(), "leader")
    promise = make_promise(dev, due_on=TODAY)
    services.tell_due()
    offer = services.offer_hand_over(promise_id=promise.pk, actor=dev, to_id=kofi.pk)
    services.accept_hand_over(offer_id=offer.pk, actor=kofi, seen=digest_of(promise))
    assert told(dev) == ["promise-offer-answered"]
    assert services.tell_due() == 1
    assert told(kofi) == [DUE]
