"""Wordings that a person brings along, so that what they wrote elsewhere keeps its questions.

The same wording may be here, in the library, in a house of theirs, or from an earlier time:
then that one is used. Else it becomes theirs alone. Nobody finds it in the library, and no
entry is begun with it.
"""

from __future__ import annotations

import hashlib
import json

from django.db import transaction

from people.models import User
from prompts.models import Programme, Prompt, PromptVersion
from prompts.schema.earlier import EarlierWording
from prompts.services.houses import key_by_chance


def wordings_here(person: User, key: str) -> list[PromptVersion]:
    """Of the prompts with this key, every wording that the person may have written to."""
    versions = PromptVersion.objects
    rows = versions.visible_to(person) | versions.brought_by(person)
    rows = rows.filter(prompt__key=key).select_related("prompt__programme")
    return list(rows.order_by("-number", "pk"))


def same_here(wording: EarlierWording, here: list[PromptVersion]) -> PromptVersion | None:
    """The same questions in the same words: numbers are each installation's own."""
    for version in here:
        if version.prompt.programme.copy_key == wording.programme.key and _same(version, wording):
            return version
    return None


def _same(version: PromptVersion, wording: EarlierWording) -> bool:
    return (
        version.title == wording.prompt.title
        and version.intro == wording.prompt.intro
        and [one.model_dump(mode="json", exclude_defaults=True) for one in version.asked]
        == wording.stored_questions
    )


@transaction.atomic
def keep_wording(*, person: User, wording: EarlierWording) -> PromptVersion:
    programme = wording.programme
    row, _made = Programme.objects.get_or_create(
        brought_by=person,
        house_key=programme.key,
        title=programme.title,
        defaults={
            "key": key_by_chance(programme.key),
            "purpose": "",
            "kind": Programme.Kind.MODEL,
            "minutes": wording.minutes,
            "source_label": programme.title,
            "source_citation": programme.source,
        },
    )
    prompt, _made = Prompt.objects.get_or_create(
        programme=row, key=wording.prompt.key, defaults={"position": 0}
    )
    taken = set(prompt.versions.values_list("number", flat=True))
    number = wording.prompt.version
    questions = wording.stored_questions
    return PromptVersion.objects.create(
        prompt=prompt,
        number=number if number not in taken else max(taken) + 1,
        title=wording.prompt.title,
        intro=wording.prompt.intro,
        minutes=wording.minutes,
        questions=questions,
        offers=wording.offers,
        digest=hashlib.sha256(json.dumps(questions).encode()).hexdigest(),
    )


def drop_wordings(*, person: User) -> None:
    """Once nothing is written to them any more: the database refuses it before."""
    Programme.objects.filter(brought_by=person).delete()
