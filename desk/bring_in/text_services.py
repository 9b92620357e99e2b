"""A text that waits to come in, and the entries that it becomes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from desk.bring_in import parts
from desk.bring_in.texts import MOST_ENTRIES, Piece, pieces
from desk.models import Bringing
from journals.models import Entry
from people import audit, kept
from people.locks import lock_person
from people.models import User
from prompts.models import PromptVersion
from vault.ids import new_id, short

PROMPT = ("generic", "account")  # a plain account, for whatever it is about
MOST_WAITING = 20
Lines = list[list[Any]]


class NotFit(Exception):
    """It cannot come in so: a piece is too long, or there are too many."""


@transaction.atomic
def wait_with_text(*, person_id: UUID, lines: Lines, name: str, alone: bool) -> Bringing | None:
    """Keep a text sealed until its writer has looked at it. None: there is no room."""
    owner = kept.lock_owner(person_id)
    if owner is None:
        return None
    rows = Bringing.objects.filter(
        person=owner,
        key_holder=owner.key_holder_id,
        kind=Bringing.Kind.TEXT,
        state=Bringing.State.WAITS,
    )
    text = json.dumps(lines, ensure_ascii=False)
    for row in rows:
        if parts.text_of(row) == text:  # sent twice
            return row
    if rows.filter(came_alone=alone).count() >= (kept.MOST if alone else MOST_WAITING):
        return None
    bringing = Bringing.objects.create(
        person=owner,
        key_holder_id=owner.key_holder_id,
        kind=Bringing.Kind.TEXT,
        about={"name": name[:200]},
        came_alone=alone,
    )
    parts.put(bringing, text)
    return bringing


def waiting_lines(bringing: Bringing) -> Lines:
    text = parts.text_of(bringing)
    found: Lines = json.loads(text) if text else []
    return found


def prompt_for(person: User) -> PromptVersion | None:
    """The wording to which a text is put: of the library, as it is today."""
    programme, key = PROMPT
    versions = PromptVersion.objects.visible_to(person).current()
    rows = versions.filter(prompt__key=key, prompt__programme__key=programme)
    return rows.select_related("prompt__programme").first()


def question_for(version: PromptVersion) -> str:
    """Which of its questions takes the text: "what it was about", or the first long one."""
    keys = [one.key for one in version.asked if one.kind == "long_text" and not one.for_each]
    return "what" if "what" in keys else keys[0]


@transaction.atomic
def bring_text_in(
    *,
    bringing_id: UUID,
    person: User,
    version: PromptVersion,
    by_heading: bool,
    title: str,
    happened_on: date | None,
) -> list[Entry]:
    """Drafts, all of them or none. A second press finds them made, and gives none."""
    owner = lock_person(person)
    rows = Bringing.objects.visible_to(owner).select_for_update(of=("self",), no_key=True)
    bringing = rows.get(pk=bringing_id)
    if not bringing.waits:
        return []
    found = pieces(waiting_lines(bringing), by_heading=by_heading)
    if not found or len(found) > MOST_ENTRIES or any(one.is_too_long for one in found):
        raise NotFit
    if len(found) == 1 and title:
        found = [Piece(title, found[0].text)]
    made = Entry.objects.bulk_create(
        [_entry(owner, version, one, happened_on) for one in found], batch_size=50
    )
    parts.put(bringing, "")
    bringing.about = {
        "name": bringing.about.get("name", ""),
        "says": {"entries": {short(entry.pk): entry.revision for entry in made}},
    }
    bringing.state, bringing.done_at = Bringing.State.DONE, timezone.now()
    bringing.save(update_fields=["about", "state", "done_at"])
    audit.record(
        person=owner,
        actor=owner,
        action=audit.Action.TEXT_BROUGHT_IN,
        object_type="bringing",
        object_id=bringing.pk,
    )
    return made


def _entry(person: User, version: PromptVersion, piece: Piece, day: date | None) -> Entry:
    return Entry(
        pk=new_id(),
        author=person,
        key_holder_id=person.key_holder_id,
        prompt_version=version,
        title=piece.title,
        answers={question_for(version): piece.text} if piece.text else {},
        happened_on=day,
        revision=1,
    )
