"""What tests of readers from outside begin with: a share, the mail about it, a browser."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.binding import bind_share
from journals.models import Entry, OutsideReader, Share
from journals.preparing import Choices, draft_of, keep
from journals.services.outside import Named, seen_outside, share_prepared_outside
from vault.ids import short

ADDRESS = "partner@elsewhere.example"
NAME = "Nia Partner"
BASE = "http://testserver"


def make_outside(entry: Entry, *, days: int = 14, **fields: Any) -> Share:
    """Shared with somebody outside as its writer would: the first answer, or `chosen`."""
    person = {"name": NAME, "address": ADDRESS, "kind": "partner"} | {
        key: fields.pop(key) for key in ("name", "address", "kind") if key in fields
    }
    return share_outside(
        entry, Named(ends_at=timezone.now() + timedelta(days=days), **person), **fields
    )


def share_outside(
    entry: Entry,
    person: Named,
    *,
    chosen: set[str] | None = None,
    ask: str = "",
    revision: int | None = None,
) -> Share:
    """What is chosen and who is named, as the pages keep it, and then the press that gives it."""
    parts = sorted(chosen or {next(iter(entry.answers))})
    keep(entry, Choices(parts=parts, ask=ask, outside={"address": person.address}))
    return share_prepared_outside(
        entry_id=entry.pk,
        author=entry.author,
        person=person,
        revision=entry.revision if revision is None else revision,
        seen=seen_outside(draft_of(entry, entry.author)),
        base_url=BASE,
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


def paths(entry: Entry) -> SimpleNamespace:
    base = f"/your-journal/{short(entry.pk)}/share/"
    return SimpleNamespace(choose=base, form=f"{base}outside/", preview=f"{base}outside/preview/")


def choose(entry: Entry, *parts: str, ask: str = "") -> None:
    keep(entry, Choices(parts=list(parts or ["in_a_line"]), ask=ask))


def typed(**fields: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=14)).isoformat()
    return {"name": NAME, "address": ADDRESS, "kind": "partner", "until": until} | fields


def hidden(page: Any, name: str) -> str:
    """What a form on the page sends besides what is typed."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found, name
    return found[1]


def give(own: Client, entry: Entry, **fields: str) -> Any:
    preview = paths(entry).preview
    page = own.get(preview)
    assert page.status_code == 200, page.url
    body = {
        "do": "give",
        "looked": "on",
        "revision": str(entry.revision),
        "seen": hidden(page, "seen"),
    }
    return own.post(preview, body | fields)


def share_it(own: Client, entry: Entry, **fields: str) -> Any:
    choose(entry)
    own.post(paths(entry).form, typed(**fields))
    return give(own, entry)
