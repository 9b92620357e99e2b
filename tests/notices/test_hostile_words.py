"""Whatever people are called: no header more than there should be, and no word of theirs."""

import random
from collections import Counter

import pytest
from django.core import mail as outgoing

from notices.services import send_due, tell
from people import mail
from people.models import User
from tests.canary.finder import find, new_marker
from tests.makers import make_entry, make_membership, make_prompt_version, make_team, make_user
from tests.notices.makers import make_wish, register_kind
from tests.notices.sink import Sink

pytestmark = pytest.mark.django_db

MAILS, PEOPLE = 2_000, 100  # 5,000 take twenty seconds
BREAKS = ["\r\n", "\n", "\r", "%0d%0a", "\x85", "\u2028", "\u2029", "\0", "\x0b", "\x0c", "\x1c"]
BREAKS += ["\r\n ", "\r\n\t", "\r\n\r\n", "\r\n.\r\n", "\ud7ff\r\n", "\u202e", "\ufeff\n"]
PUSHED = ["Bcc: thief@example.test", "To: thief@example.test", "X-Pushed: yes",
          "Subject: another", "Content-Type: text/html", "RCPT TO:<thief@example.test>",
          "DATA", ".", "From: thief@example.test", "=?utf-8?q?Bcc=3A_thief?=", "a" * 3000,
          "a " * 2000, "<thief@example.test>,", '"', "\\", "{{ 7 }}{% load x %}"]  # fmt: skip
TEMPLATES = ["something_new", "invitation", "password_changed", "erased", "address_changed"]
USUAL = {"Content-Type": 1, "MIME-Version": 1, "Content-Transfer-Encoding": 1, "Subject": 1,
         "From": 1, "To": 1, "Date": 1, "Message-ID": 1}  # fmt: skip


def hostile(chance: random.Random) -> str:
    parts = [chance.choice(["Ward 7", "Amara", ""])]
    for _part in range(chance.randint(1, 3)):
        parts += [chance.choice(BREAKS), chance.choice(PUSHED)]
    return "".join(parts)


def test_no_name_becomes_a_header(sink: Sink) -> None:
    chance, messages = random.Random(11), []
    for number in range(MAILS):
        context = {
            name: hostile(chance)
            for name in ("name", "organisation", "words", "link", "wishes", "day", "code")
        }
        template = TEMPLATES[number % len(TEMPLATES)]
        messages.append(mail.message(template, f"n{number}@example.test", context | {"number": 2}))
    assert outgoing.get_connection().send_messages(messages) == MAILS
    assert len(sink.letters) == MAILS
    for number, letter in enumerate(sink.letters):
        assert letter.recipients == [f"n{number}@example.test"]
        message = letter.message
        assert Counter(message.keys()) == USUAL
        assert message["To"] == f"n{number}@example.test"
        assert message["From"] == "Reflect Journal <journal@localhost>"
        assert message.get_content_type() == "text/plain"
        assert "\n" not in str(message["Subject"]) and "\r" not in str(message["Subject"])
    print(f"{MAILS} mails with hostile names: 0 headers more, 0 recipients more")  # noqa: T201


@pytest.mark.usefixtures("clock")
def test_a_mail_of_news_holds_no_word_of_anybodys(sink: Sink) -> None:
    """Through the whole of it: hostile names, sentences, organisations and entries."""
    chance, version = random.Random(12), make_prompt_version()
    markers = {name: new_marker(name) for name in ("name", "who", "text", "house", "title")}
    kind = register_kind(
        name=f"{markers['who']}\r\nBcc: thief@example.test",
        text=lambda notice: f"%(who)s {markers['text']}\r\nX-Pushed: yes",
    )
    for number in range(PEOPLE):
        name = (hostile(chance).replace("\0", "") + markers["name"])[-80:]
        person = make_user(name, f"n{number}@example.test")
        house = hostile(chance).replace("\0", "")[:100] + markers["house"][:19]
        make_membership(person, make_team(name=house))
        make_wish(person)
        entry = make_entry(person, version, title=markers["title"])
        tell(person=person, kind=kind.key, once_for=entry.pk.hex, about=entry)
    assert send_due() == PEOPLE == len(sink.letters)
    for number, letter in enumerate(sorted(sink.letters, key=lambda each: each.recipients)):
        assert Counter(letter.message.keys()) == USUAL | {"Auto-Submitted": 1}, number
        assert letter.message["Subject"] == "There is something new in your journal"
    everything = b"\n".join(letter.raw for letter in sink.letters)
    assert find(list(markers.values()), everything, "the mail") == []
    assert b"thief" not in everything and b"Pushed" not in everything
    assert {letter.text for letter in sink.letters} == {sink.letters[0].text}
    assert User.objects.filter(display_name__contains="thief").exists(), "the names are hostile"
