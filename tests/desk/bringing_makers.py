"""A text that waits to come in, and a journal that came in with a record."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils import timezone

from desk.bring_in import parts
from desk.models import Bringing
from people.models import User
from vault.ids import new_id, short


def make_waiting_text(person: User, text: str) -> Bringing:
    bringing = Bringing.objects.create(
        person=person,
        key_holder_id=person.key_holder_id,
        kind=Bringing.Kind.TEXT,
        about={"name": f"{text}.docx"},
    )
    parts.put(bringing, json.dumps([[False, text]]))
    return bringing


def make_brought_journal(person: User, text: str) -> Bringing:
    now = timezone.now()
    bringing = Bringing.objects.create(
        person=person,
        key_holder_id=person.key_holder_id,
        kind=Bringing.Kind.JOURNAL,
        state=Bringing.State.DONE,
        done_at=now,
        about={"name": text, "came": {}, "revisions": {}, "steps": {}},
    )
    record = {"id": short(new_id()), "name": text, "made_at": now.isoformat(),
              "brought_at": now.isoformat(), "came": [],
              "parts": {"shares": [{"snapshot": {"title": text}}]}}  # fmt: skip
    parts.put(bringing, json.dumps([record]))
    return bringing


def brought_ids(person: User, text: str) -> dict[str, UUID]:
    return {
        "text-waiting": make_waiting_text(person, text).pk,
        "journal-brought": make_brought_journal(person, text).pk,
    }
