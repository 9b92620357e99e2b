"""Own words of a meeting, carried into one's own journal: by a press, and only when it is over."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction

from journals.merging import Save
from journals.models import Entry
from journals.saving import save_entry
from meetings.keepsakes import Keepsake, open_keepsakes
from meetings.models import Meeting
from people.locks import lock_person
from people.models import User
from prompts.kinds.rows import LINE_LIMIT, TIP_LIMIT
from prompts.schema import Asked, List, ShortText, TipCards
from vault.ids import new_id

NOTE = "about-private_note"


def carried_words(meeting_id: UUID, token: str) -> list[Keepsake]:
    """What the device with this token wrote at a meeting that is over.

    Who is signed in is not asked: the token opens the words, and nothing else does.
    """
    meeting = Meeting.objects.filter(pk=meeting_id, state=Meeting.State.OVER).first()
    return open_keepsakes(meeting=meeting, token=token) if meeting else []


@transaction.atomic
def carry(*, person: User, keepsakes: list[Keepsake], token: str) -> list[Entry]:
    """An entry to each prompt with the person's own words in it. Pressed twice: once."""
    lock_person(person)
    return [_entry(person, keepsake, token) for keepsake in keepsakes]


def _entry(person: User, keepsake: Keepsake, token: str) -> Entry:
    pk = _entry_id(person, keepsake, token)
    # Not visible_to: one that was carried and lies in the bin is not carried twice.
    there = Entry.objects.filter(author=person, pk=pk).first()
    if there is not None:
        return there
    entry = Entry.objects.create(
        pk=pk,
        author=person,
        key_holder_id=person.key_holder_id,
        prompt_version=keepsake.asking.prompt_version,
    )
    save = Save(operation=new_id(), page=new_id(), base=0, parts=_parts(keepsake))
    save_entry(entry_id=entry.pk, author=person, save=save)
    return entry


def _entry_id(person: User, keepsake: Keepsake, token: str) -> UUID:
    """Follows from the token, which is nowhere on the server: it says nothing to anybody."""
    words = b"carried|" + person.pk.bytes + keepsake.asking.pk.bytes + token.encode()
    return UUID(bytes=hashlib.sha256(words).digest()[:16])


def _parts(keepsake: Keepsake) -> dict[str, object]:
    """The answers as the questions want them; what does not fit there goes into the note."""
    asked = {question.key: question for question in keepsake.asking.prompt_version.asked}
    parts: dict[str, object] = {}
    left: list[str] = []
    for key, texts in keepsake.words.items():
        question = asked.get(key)
        if question is not None and _fits(question, texts):
            parts[key] = _answer(question, texts)
        else:
            left += texts
    return parts | ({NOTE: "\n\n".join(left)} if left else {})


def _fits(question: Asked, texts: list[str]) -> bool:
    if isinstance(question, ShortText):
        return len(" ".join(texts)) <= question.limit
    if isinstance(question, List | TipCards):
        limit = TIP_LIMIT if isinstance(question, TipCards) else LINE_LIMIT
        lines = _lines(texts)
        return len(lines) <= question.limit and all(len(line) <= limit for line in lines)
    return True


def _answer(question: Asked, texts: list[str]) -> object:
    if isinstance(question, List | TipCards):
        groups = question.groups if isinstance(question, List) else []
        group = {"group": groups[0].key} if groups else {}
        return [{"id": f"r{n}", "text": line, **group} for n, line in enumerate(_lines(texts))]
    if isinstance(question, ShortText):
        return " ".join(" ".join(texts).split())
    return "\n".join(texts)


def _lines(texts: list[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
