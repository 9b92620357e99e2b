"""No mail about what may not be opened any more, whenever that came about."""

import uuid
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from django.utils import timezone

from journals.models import Entry
from notices.models import Notice, Wish
from notices.services import send_due, tell
from people.models import User
from tests.makers import make_entry, make_prompt_version, make_user
from tests.notices.makers import make_wish, register_kind
from tests.notices.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PEOPLE, LOST = 200, 5


def readers(kind: SimpleNamespace, count: int, each: int) -> list[User]:
    people = []
    for number in range(count):
        person = make_user(f"Reader {number}", f"reader{number}@example.test")
        make_wish(person)
        for number in range(each):
            tell(person=person, kind=kind.key, once_for=str(number))
        people.append(person)
    return people


def test_a_thousand_that_were_closed_before_the_mail(sink: Sink, kind: SimpleNamespace) -> None:
    """Five each of two hundred people are closed; every second person has one more, open."""
    people = readers(kind, PEOPLE, LOST)
    kind.closed.update(Notice.objects.values_list("pk", flat=True))
    for person in people[::2]:
        tell(person=person, kind=kind.key, once_for="open")
    assert send_due() == PEOPLE // 2
    got = {letter.recipients[0]: letter.text for letter in sink.letters}
    assert set(got) == {person.email for person in people[::2]}
    assert all(text.startswith("One new thing ") for text in got.values())
    lost = Notice.objects.filter(pk__in=kind.closed)
    assert lost.count() == PEOPLE * LOST == 1000
    assert lost.filter(dropped_at__isnull=False, mailed_at__isnull=True).count() == 1000
    assert not Wish.objects.exclude(claimed_at=None).exists()
    kind.closed.clear()
    assert send_due() == 0, "what was dropped stays so"
    print(f"{lost.count()} notices closed between telling and sending: 0 mails about them")  # noqa: T201


def test_it_is_asked_after_the_claim(sink: Sink) -> None:
    """As late as can be: whatever is closed while others' mail goes is not told."""
    seen = []

    def still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
        seen.append(Wish.objects.get(person=person).claimed_at is not None)
        return set()

    readers(register_kind(still_open=still_open), 3, 1)
    assert send_due() == 0
    assert seen == [True, True, True]
    assert sink.letters == []


def test_what_a_notice_is_about_may_speak_for_it(sink: Sink) -> None:
    """A room says which of its own rows are open, by the set that its pages start from."""

    def still_open(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
        about = [notice.about_id for notice in notices]
        return set(
            Entry.objects.visible_to(person).filter(pk__in=about).values_list("pk", flat=True)
        )

    kind, version = register_kind(still_open=still_open), make_prompt_version()
    person = make_user("Amara", "amara@example.test")
    make_wish(person)
    kept, deleted = make_entry(person, version), make_entry(person, version)
    for entry in (kept, deleted, make_entry(make_user(), version)):
        tell(person=person, kind=kind.key, once_for=entry.pk.hex, about=entry)
    Entry.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
    assert send_due() == 1
    assert sink.letters[0].text.startswith("One new thing ")
    assert Notice.objects.get(mailed_at__isnull=False).about_id == kept.pk
