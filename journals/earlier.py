"""Earlier answers that stand beside a question, and the line a writer takes across."""

import uuid
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from journals.models import Entry
from journals.saving import Save, save_entry
from people.models import User
from prompts.answers import is_blank, lines
from prompts.schema import Asked
from vault.ids import from_short, new_id, short


@dataclass(frozen=True)
class EarlierLine:
    text: str
    place: str  # entry, question and number of the line: what "take" posts


@dataclass(frozen=True)
class EarlierEntry:
    entry: Entry
    lines: list[EarlierLine]


def earlier_answers(entry: Entry, user: User) -> dict[str, list[EarlierEntry]]:
    """For each question that asks for it, the newest entry to each prompt that it names."""
    wanted = {question.key: question.shows for question in entry.prompt_version.asked}
    prompts = {prompt for shows in wanted.values() for prompt in shows}
    if not prompts:
        return {}
    newest: dict[str, Entry] = {}
    found = (
        Entry.objects.visible_to(user)
        .for_writing()
        .filter(
            prompt_version__prompt__programme=entry.prompt_version.prompt.programme_id,
            prompt_version__prompt__key__in=prompts,
        )
        .order_by("touched_at")
    )
    for earlier in found:
        newest[earlier.prompt_version.prompt.key] = earlier
    shown = {key: _lines_of(earlier) for key, earlier in newest.items()}
    return {
        question: [shown[prompt] for prompt in shows if prompt in shown]
        for question, shows in wanted.items()
        if shows
    }


def _lines_of(entry: Entry) -> EarlierEntry:
    return EarlierEntry(
        entry,
        [
            EarlierLine(text, f"{short(entry.pk)}/{question.key}/{number}")
            for question in entry.prompt_version.asked
            for number, text in enumerate(_answer_lines(entry, question))
        ],
    )


def _answer_lines(entry: Entry, question: Asked) -> list[str]:
    answer = entry.answers.get(question.key)
    if question.private or is_blank(question, answer):
        return []
    return lines(question, answer, entry.answers, entry.prompt_version.asked)


def line_across(entry: Entry, user: User, place: str) -> str:
    """Add one line of an earlier answer to an answer of this entry. Returns its question.

    `place` is "<target question>/<entry>/<question>/<line>"; 404 when it names nothing
    that this person could see there.
    """
    try:
        target, source_id, key, number = place.split("/")
        source_pk, line = from_short(source_id), int(number)
    except ValueError as error:
        raise Http404 from error
    source = get_object_or_404(Entry.objects.visible_to(user).for_writing(), pk=source_pk)
    asked = {question.key: question for question in source.prompt_version.asked}
    texts = _answer_lines(source, asked[key]) if key in asked else []
    targets = {q.key for q in entry.prompt_version.asked if q.kind == "long_text"}
    if target not in targets or not 0 <= line < len(texts):
        raise Http404
    _append(entry, user, target, texts[line])
    return target


def _append(entry: Entry, user: User, part: str, text: str) -> uuid.UUID:
    joined = f"{entry.answers.get(part) or ''}\n{text}".strip()
    save = Save(operation=new_id(), page=new_id(), base=entry.revision, parts={part: joined})
    return save_entry(entry_id=entry.pk, author=user, save=save).operation
