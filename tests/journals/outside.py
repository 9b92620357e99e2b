"""What tests of readers from outside begin with: a share, the mail about it, a browser."""

import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.binding import bind_share
from journals.models import Entry, OutsideReader, Share
from journals.services.outside import Named, share_outside

ADDRESS = "partner@elsewhere.example"
NAME = "Nia Partner"
BASE = "http://testserver"


def make_outside(entry: Entry, *, days: int = 14, **fields: Any) -> Share:
    """Shared with somebody outside as its writer would: the first answer, or `chosen`."""
    person = {"name": NAME, "address": ADDRESS, "kind": "partner"} | {
        key: fields.pop(key) for key in ("name", "address", "kind") if key in fields
    }
    return share_outside(
        entry_id=entry.pk,
        author=entry.author,
        person=Named(ends_at=timezone.now() + timedelta(days=days), **person),
        chosen=fields.pop("chosen", {next(iter(entry.answers))}),
        revision=entry.revision,
        base_url=BASE,
        **fields,
    )


def reader_of(share: Share) -> OutsideReader:
    return OutsideReader.objects.get(share=share)


def link_in(message: Any) -> str:
    """The path of the link in a mail."""
    found = re.search(rf"^{BASE}(/read/link/\S+/)$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def code_in(message: Any) -> str:
    found = re.search(r"^[0-9]{6}$", message.body, re.MULTILINE)
    assert found, message.body
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def ask_code(browser: Client, link: str) -> str:
    """Press the button on the link's page. The code that was mailed."""
    before = len(mail.outbox)
    response = browser.post(link)
    assert (response.status_code, response.url) == (303, "/read/code/")
    assert len(mail.outbox) == before + 1
    return code_in(mail.outbox[-1])


def confirm(browser: Client, link: str | None = None) -> Client:
    """From the newest mail to the page that is read."""
    code = ask_code(browser, link or link_in(mail.outbox[-1]))
    response = browser.post("/read/code/", {"code": code})
    assert (response.status_code, response.url) == (303, "/read/")
    return browser


def review_page(share: Share, **words: str) -> dict[str, Any]:
    """The whole page as its form would post it, for the first time."""
    import uuid

    return {
        "binding": bind_share(share, reader_of(share)),
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "0",
        "asked": list(words),
        "do": "save",
        **{f"words-{part}": text for part, text in words.items()},
    }


SLOTS = {
    "noticed": "You stayed with her, and said so.",
    "question": "What told you that she wanted to go on?",
    "try_next": "Keep asking before you sit down.",
}
