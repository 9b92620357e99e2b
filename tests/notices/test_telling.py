"""Told once, however often and from however many places; and taken away again."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from notices import kinds, services
from notices.models import Notice
from tests.makers import make_entry, make_user

pytestmark = pytest.mark.django_db


def test_telling_twice_is_telling_once(kind: SimpleNamespace) -> None:
    person, entry = make_user(), make_entry(make_user())
    for _time in range(2):
        services.tell(person=person, kind=kind.key, once_for="one", about=entry)
    services.tell(person=person, kind=kind.key, once_for="two", about=entry)
    assert services.unseen_count(person) == 2
    notice = Notice.objects.visible_to(person).first()
    assert (notice.about_type, notice.about_id) == ("journals.entry", entry.pk)


def test_many_are_told_at_once(kind: SimpleNamespace, django_assert_num_queries: Any) -> None:
    people = [make_user(f"Person {number}") for number in range(20)]
    services.tell(person=people[3], kind=kind.key, once_for="monday")
    with django_assert_num_queries(1):
        services.tell_all(people=people, kind=kind.key, once_for="monday")
    assert {notice.person for notice in Notice.objects.all()} == set(people)
    assert Notice.objects.count() == 20
    with pytest.raises(ValidationError):
        services.tell_all(people=people, kind=kind.key, once_for="x" * 200)
    services.tell_all(people=[], kind=kind.key, once_for="tuesday")
    assert Notice.objects.count() == 20


def test_a_second_telling_leaves_the_callers_transaction_whole(kind: SimpleNamespace) -> None:
    person = make_user()
    services.tell(person=person, kind=kind.key, once_for="one")
    with transaction.atomic():
        services.tell(person=person, kind=kind.key, once_for="one")
        other = make_user("Written after it")
    assert type(other).objects.filter(pk=other.pk).exists()


def test_what_was_seen_is_not_told_again(kind: SimpleNamespace) -> None:
    person = make_user()
    services.tell(person=person, kind=kind.key, once_for="one")
    services.mark_seen(person=person)
    services.tell(person=person, kind=kind.key, once_for="one")
    assert services.unseen_count(person) == 0


def test_a_notice_goes_with_the_change_that_it_tells_of(kind: SimpleNamespace) -> None:
    person = make_user()
    with transaction.atomic():
        services.tell(person=person, kind=kind.key, once_for="one")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_a_kind_that_nobody_registered_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(kinds.UnknownKind):
        services.tell(person=make_user(), kind="nobody.knows", once_for="one")


@pytest.mark.parametrize("once_for", ["", "x" * 81])
def test_what_cannot_be_stored_is_refused_on_every_database(
    kind: SimpleNamespace, once_for: str
) -> None:
    with pytest.raises(ValidationError):
        services.tell(person=make_user(), kind=kind.key, once_for=once_for)


def test_a_notice_of_a_kind_that_is_gone_is_nowhere(kind: SimpleNamespace) -> None:
    person = make_user()
    services.tell(person=person, kind=kind.key, once_for="one")
    kinds.unregister(kind.key)
    assert services.unseen_count(person) == 0
    assert not Notice.objects.visible_to(person).exists()
    assert not Notice.objects.waiting().exists()


def test_what_is_retracted_is_gone_for_everybody_and_can_be_told_again(
    kind: SimpleNamespace,
) -> None:
    one, two, entry = make_user(), make_user(), make_entry(make_user())
    other = make_entry(entry.author)
    for person in (one, two):
        services.tell(person=person, kind=kind.key, once_for="one", about=entry)
        services.tell(person=person, kind=kind.key, once_for="two", about=other)
    services.retract(kind=kind.key, about=entry)
    assert [services.unseen_count(person) for person in (one, two)] == [1, 1]
    services.tell(person=one, kind=kind.key, once_for="one", about=entry)
    assert services.unseen_count(one) == 2


def test_seen_is_marked_for_one_person_and_one_thing(kind: SimpleNamespace) -> None:
    one, two, entry = make_user(), make_user(), make_entry(make_user())
    for person in (one, two):
        services.tell(person=person, kind=kind.key, once_for="one", about=entry)
        services.tell(person=person, kind=kind.key, once_for="two")
    services.mark_seen(person=one, about=entry)
    assert [services.unseen_count(person) for person in (one, two)] == [1, 2]


def test_nobody_sees_anothers_notices(kind: SimpleNamespace) -> None:
    one, two = make_user(), make_user(is_superuser=True)
    services.tell(person=one, kind=kind.key, once_for="one")
    assert not Notice.objects.visible_to(two).exists()
    assert not Notice.objects.visible_to(None).exists()


def test_an_erased_person_takes_their_notices_along(kind: SimpleNamespace) -> None:
    person, other = make_user(), make_user()
    services.tell(person=person, kind=kind.key, once_for="one")
    services.tell(person=other, kind=kind.key, once_for="one")
    person.delete()
    assert Notice.objects.count() == 1
    services.forget(person=other)
    assert Notice.objects.count() == 0


def test_a_key_is_registered_once(kind: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="already"):
        kinds.register(kinds.get(kind.key))
