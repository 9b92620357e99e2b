"""Copies that are sent to the page of bringing in, as they were or torn."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk.bring_in import services
from desk.models import Bringing
from desk.take_out.archive import journal_archive
from people.models import User
from portfolio.attachments import pieces_of
from portfolio.models import Attachment

BRING_IN = reverse("desk:bring_in")
Data = dict[str, Any]


def copy_of(person: User) -> bytes:
    return b"".join(journal_archive(person))


def send(client: Client, content: bytes) -> Any:
    return client.post(BRING_IN, {"file": SimpleUploadedFile("journal.zip", content)})


def said(client: Client, answer: Any) -> str:
    return str(client.get(answer["Location"]).text)


def yes(client: Client, person: User) -> Bringing:
    bringing = Bringing.objects.visible_to(person).waiting().get()
    seen = services.seen_of(services.look(bringing, person))
    answer = client.post(bringing.get_absolute_url(), {"seen": seen, "do": "yes", "mine": "yes"})
    assert answer.status_code == 303
    bringing.refresh_from_db()
    return bringing


def brought(client: Client, person: User, content: bytes) -> Bringing:
    assert send(client, content)["Location"] != BRING_IN
    bringing = yes(client, person)
    assert bringing.is_done
    return bringing


def content_of(person: User) -> dict[str, bytes]:
    own = Attachment.objects.own_of(person).select_related("key_holder")
    return {file.name: b"".join(pieces_of(file)) for file in own}


def zipped(files: Iterable[tuple[str, bytes | str]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", how) as made:
        for name, content in files:
            made.writestr(name, content)
    return held.getvalue()


def torn(content: bytes, change: Callable[[Data, dict[str, bytes]], Any]) -> bytes:
    """The same copy with other data, or other files in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {one.filename: old.read(one) for one in old.infolist()}
    journal = json.loads(parts["journal.json"])
    change(journal["portfolio"], parts)
    parts["journal.json"] = json.dumps(journal).encode()
    return zipped(parts.items())
