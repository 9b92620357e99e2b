"""An entry's words as a search has them, and what of them has changed since."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.utils import timezone

from journals.models import Entry
from journals.search.folding import fold
from journals.search.index import Index, Line, Standard
from people.models import User
from prompts.answers import lines
from prompts.kinds.base import as_dict, as_rows, as_text
from prompts.models import Framework, Programme, PromptVersion

PRACTICES = ("attune", "wonder", "follow", "hold")
AT_ONCE = 200  # entries opened before they are put into the index,
WEIGHT_AT_ONCE = 1_000_000  # or characters
MOST_OF_ONE = 32 * 1024 * 1024  # bytes of one index; its last part may lie above


def bring_up_to_date(index: Index, person: User) -> None:
    """Two queries, and a few more where something has changed since."""
    # The bin too: one entry may go there while another, of as many revisions, comes from it.
    state = Entry.objects.visible_to(person).state(), Entry.objects.in_bin_of(person).state()
    if state == index.state:
        return
    if index.is_cut:  # what is newest now is read first
        index.empty()
    there = dict(Entry.objects.visible_to(person).written().values_list("pk", "revision"))
    if changed := index.behind(there):
        index.is_cut = _read(index, person, changed)
    index.state = state


def _read(index: Index, person: User, changed: set[uuid.UUID]) -> bool:
    """The newest first, until there is no more room. Whether any was left out."""
    own = Entry.objects.visible_to(person).written()
    if len(changed) <= AT_ONCE:
        own = own.filter(pk__in=changed)
    own = own.defer("ledger").order_by("-started_at", "-pk")
    versions = {
        one.pk: one
        for one in PromptVersion.objects.answered_by(own.order_by()).select_related(
            "prompt__programme"
        )
    }
    names = dict(Framework.objects.visible_to(person).values_list("key", "short_name"))
    batch: list[Line] = []
    weight, is_full = 0, False
    for entry in own.iterator(chunk_size=AT_ONCE // 4):
        if entry.pk not in changed or entry.prompt_version_id not in versions:
            continue
        if is_full:
            return True
        entry.prompt_version = versions[entry.prompt_version_id]
        batch.append(_line(entry, names))
        weight += batch[-1].weight
        if len(batch) == AT_ONCE or weight > WEIGHT_AT_ONCE:
            index.change([], batch)
            batch, weight, is_full = [], 0, index.size > MOST_OF_ONE
    index.change([], batch)
    return False


def _texts_of(entry: Entry) -> tuple[str, str, str]:
    """Title, answers and note, as their writer reads them."""
    asked, answers = entry.prompt_version.asked, entry.answers
    found = [line for one in asked for line in lines(one, answers.get(one.key), answers, asked)]
    return entry.title, "\n".join(found), entry.private_note


def practice_of(version: PromptVersion) -> str:
    """Which of the four it is about; the weeks that hold all of them are about none."""
    key, programme = version.prompt.key, version.prompt.programme
    is_one = programme.kind == Programme.Kind.PRACTICE and programme.organisation_id is None
    return key if is_one and key in PRACTICES else ""


def _line(entry: Entry, names: dict[str, str]) -> Line:
    title, answers, note = (fold(text) for text in _texts_of(entry))
    programme = entry.prompt_version.prompt.programme
    return Line(
        id=entry.pk,
        revision=entry.revision,
        day=entry.happened_on or timezone.localdate(entry.started_at),
        programme=programme.key,
        programme_title=programme.title,
        practice=practice_of(entry.prompt_version),
        title=title,
        answers=answers,
        note=note,
        standards=list(_standards(entry, names)),
        began=entry.started_at.isoformat(),
    )


def _standards(entry: Entry, names: dict[str, str]) -> Iterator[Standard]:
    for question in entry.prompt_version.asked:
        if question.kind != "standards":
            continue
        for row in as_rows(as_dict(entry.answers.get(question.key)).get("standards")):
            key, code, heading, of = (
                as_text(row.get(name)) for name in ("framework", "code", "heading", "of")
            )
            if key and code:
                yield Standard(f"{key}:{code}", f"{code}. {heading}", of or names.get(key, key))
