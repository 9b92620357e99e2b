"""No private word in a thousand mails, of every kind of thing that people are told of."""

from __future__ import annotations

import email
import email.policy
import sys
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from notices import kinds
from notices.models import Notice, Wish
from notices.services import posting, send_due
from people import mail as people_mail
from tests.canary.finder import find, new_marker
from tests.notices.makers import make_wish
from tests.notices.whole_house import PIECES, House

# What a mail says is the same on every database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MAILS, HOUSES = 1_000, 2


@pytest.fixture
def markers() -> list[str]:
    return []


@pytest.fixture
def house(clock: Any, markers: list[str]) -> House:
    """In which everything happened; all of them want a mail."""
    return whole_house(0, markers)


def whole_house(number: int, markers: list[str]) -> House:
    house = House(number, markers)
    house.play()
    told = Notice.objects.exclude(person__in=Wish.objects.values("person"))
    for person in {notice.person for notice in told.select_related("person")}:
        make_wish(person)
    return house


def said(message: EmailMessage) -> Iterator[bytes]:
    """All that a mail says: as it goes, and each header and each part of it decoded."""
    raw = message.message().as_bytes()
    yield raw
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    yield str(message.to).encode()
    for part in parsed.walk():
        yield from (_header(part, name) for name in part)
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            yield body


def _header(part: Message, name: str) -> bytes:
    return f"{name}: {make_header(decode_header(str(part[name])))}".encode()


def leaks(messages: list[EmailMessage], markers: list[str], pieces: list[str]) -> list[str]:
    """Markers and pieces in these mails, each looked for in all that they say."""
    everything = b"\n".join(text for message in messages for text in said(message))
    found = find(markers, everything, "the mail")
    return found + [piece for piece in pieces if piece.encode() in everything]


def mail_each_alone(number: int) -> set[str]:
    """Mails that each tell of one thing, until there are so many. Of which kinds they were."""
    told: set[str] = set()
    waiting = {row.pk: row for row in Notice.objects.all()}
    while len(mail.outbox) < number:
        turn: dict[Any, Notice] = {}
        for row in waiting.values():
            turn.setdefault(row.person_id, row)
        if not turn:
            waiting = {row.pk: row for row in Notice.objects.all()}
            continue
        chosen = [row.pk for row in turn.values()]
        Notice.objects.update(mailed_at=None, dropped_at=None)
        Notice.objects.exclude(pk__in=chosen).update(mailed_at=timezone.now())
        Wish.objects.update(mailed_at=None, tries=0, try_after=None)
        before = len(mail.outbox)
        assert send_due() == len(mail.outbox) - before
        went = Notice.objects.filter(pk__in=chosen, dropped_at=None, mailed_at__isnull=False)
        told |= set(went.values_list("kind", flat=True))
        for pk in chosen:
            del waiting[pk]
    return told


@pytest.mark.usefixtures("house")
def test_a_thousand_mails_hold_no_private_word(markers: list[str]) -> None:
    for number in range(1, HOUSES):
        whole_house(number, markers)
    links = list(mail.outbox)  # for somebody outside, whom the writer tells who they are
    mail.outbox.clear()
    told = mail_each_alone(MAILS)
    missing = set(kinds.keys()) ^ told
    assert not missing, "each kind is told by mail here: see tests.notices.whole_house"
    assert len(links) == HOUSES and len(markers) > 40 * HOUSES
    assert leaks(mail.outbox, markers, PIECES) == []
    assert leaks(links, [one for one in markers if not one.startswith("writer")], []) == []
    counted = f"{len(mail.outbox)} mails of {len(told)} kinds, {len(markers)} markers"
    sys.stdout.write(f"{counted}: 0 found\n")


def speaking(where: str) -> Callable[..., bool]:
    """A mail that says what the list says: in its body, in its subject, or in a header."""

    def send(wish: Wish, number: int) -> bool:
        notices = kinds.still_open(wish.person, Notice.objects.waiting().filter(person=wish.person))
        words = " ".join(kinds.get(one.kind).sentence(one, names=True) for one in notices)
        words = f"é {people_mail._one_line(words)}"  # so that all of it is encoded
        message = people_mail.message("something_new", wish.person.email, {"number": number})
        if where == "body":
            message.body += words * 3
        elif where == "subject":
            message.subject = words
        else:
            message.extra_headers["X-About"] = words
        return message.send() == 1

    return send


@pytest.mark.parametrize("where", ["body", "subject", "header"])
def test_a_mail_that_says_who_wrote_is_found(
    where: str, house: House, markers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "_mail", speaking(where))
    mail.outbox.clear()
    assert send_due() > 0
    assert leaks(mail.outbox, [str(house.ben).split()[0]], [])
    assert leaks(mail.outbox, markers, []) and leaks(mail.outbox, [], PIECES)


@pytest.mark.usefixtures("house")
def test_one_kind_that_says_a_word_of_a_journal_is_found(
    markers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all the kinds, one, whose sentence quotes what was shared."""
    quotes = new_marker("quoted")
    for kind in kinds.every():
        text = (lambda notice: quotes) if kind.key == "share-replied" else (lambda notice: "News")
        kinds.unregister(kind.key)
        kinds.register(kinds.Kind(**(vars(kind) | {"text": text, "who": None})))
    monkeypatch.setattr(posting, "_mail", speaking("body"))
    mail.outbox.clear()
    assert send_due() > 0
    assert leaks(mail.outbox, [quotes], []) and not leaks(mail.outbox, markers, PIECES)
