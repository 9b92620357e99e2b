"""Whom a share may be mailed to: what is refused, and what no name puts into a mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.models import Entry, OutsideReader
from journals.preparing import kept
from people.models import User
from tests.conftest import open_session
from tests.journals.outside import ADDRESS, NAME, choose, make_outside, paths, share_it, typed
from tests.makers import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, answers={"in_a_line": "It was a long night."})


@pytest.fixture
def own(amara: User) -> Client:
    return open_session(Client(), amara)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "partner@elsewhere.example\nBcc: other@elsewhere.example",
        "partner@elsewhere.example\r\nBcc: other@elsewhere.example",
        "partner@elsewhere.example%0aBcc:other@elsewhere.example",
        "partner\x00@elsewhere.example",
        "partner\u2028@elsewhere.example",
        "partner\x85@elsewhere.example",
        "partn\u0435r@elsewhere.example",  # a Cyrillic letter
        "partner@els\u0435where.example",
        "partner\u200b@elsewhere.example",
        "\u202epartner@elsewhere.example",
        "\uff50artner@elsewhere.example",
        "part\u0131ner@elsewhere.example",
        '"partner, other"@elsewhere.example',
        "partner@elsewhere.example, other@elsewhere.example",
        "partner@elsewhere.example;other@elsewhere.example",
        "Nia <partner@elsewhere.example>",
        f"{'a' * 300}@elsewhere.example",
        "amara@example.test",
        "AMARA@example.test",
    ],
)
def test_a_strange_address_is_refused_and_all_else_kept(
    own: Client, entry: Entry, address: str
) -> None:
    choose(entry, "in_a_line", ask="Was it too much?")
    answer = own.post(paths(entry).form, typed(address=address))
    assert (answer.status_code, answer.url) == (303, f"{paths(entry).form}?look")
    page = own.get(answer.url).content.decode()
    assert "There is a problem" in page and f'value="{NAME}"' in page
    assert kept(entry).parts == ["in_a_line"] and kept(entry).ask == "Was it too much?"
    assert kept(entry).outside["address"] == address
    assert own.get(paths(entry).preview).status_code == 302
    assert not mail.outbox and not OutsideReader.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " \n\u200b "},
        {"name": "x" * 81},
        {"kind": ""},
        {"kind": "manager"},
        {"until": ""},
        {"until": "never"},
        {"until": "0026-01-01"},
        {"until": (timezone.localdate() - timedelta(days=2)).isoformat()},
        {"until": (timezone.localdate() + timedelta(days=62)).isoformat()},
    ],
)
def test_what_is_missing_is_said(own: Client, entry: Entry, fields: dict[str, str]) -> None:
    choose(entry)
    answer = own.post(paths(entry).form, typed(**fields))
    assert answer.url == f"{paths(entry).form}?look"
    assert "There is a problem" in own.get(answer.url).content.decode()
    assert not mail.outbox


@pytest.mark.parametrize(
    "name",
    [
        "Nia\r\nBcc: other@elsewhere.example",
        "Nia\nSubject: Other",
        "Nia%0d%0aBcc: x@y.example",
        "Nia\x85Bcc: x@y.example",
        "Nia\u2028\u2029Bcc: x@y.example",
        "Nia\x0b\x0cX: y",
        "Nia \u202egpj.exe",
    ],
)
def test_a_name_puts_nothing_into_the_mails_headers(entry: Entry, name: str) -> None:
    """Also if a form let it by: whatever is sent goes through people.mail."""
    make_outside(entry, name=name)
    message = mail.outbox[0]
    assert message.recipients() == [ADDRESS]
    sent = message.message()
    assert sorted(key.lower() for key in sent.keys()) == sorted(
        "content-type mime-version content-transfer-encoding subject from to date "
        "message-id".split()
    )
    dear = message.body.split("\n", 1)[0]
    assert dear.startswith("Dear Nia") and dear.isprintable()


@pytest.mark.parametrize("name", ["Amara\r\nBcc: x@y.example", "Amara\u2028Bcc: x@y.example"])
def test_the_writers_name_stays_in_the_subject(
    own: Client, entry: Entry, amara: User, name: str
) -> None:
    User.objects.filter(pk=amara.pk).update(display_name=name)
    share_it(own, entry)
    assert mail.outbox[0].recipients() == [ADDRESS] and mail.outbox[0].message()["bcc"] is None
    assert mail.outbox[0].subject.isprintable()
