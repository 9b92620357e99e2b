"""Earlier answers that stand beside a question, and the line that a writer may take across."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import Http404

from journals.coming_back import PROGRAMME
from journals.models import Entry, LookingBack
from journals.snapshots import open_lines
from people.models import User
from prompts.answers import is_blank
from prompts.schema import Asked
from vault.ids import short

# Rooms above may know of entries that stand beside one: each says which, once it is ready.
BESIDE: list[Callable[[Entry, User], list[Entry]]] = []


@dataclass(frozen=True)
class EarlierLine:
    text: str
    place: str  # entry, question and number of the line: what "take" posts


@dataclass(frozen=True)
class EarlierAnswer:
    question: str
    lines: list[EarlierLine]


@dataclass(frozen=True)
class EarlierEntry:
    entry: Entry
    answers: list[EarlierAnswer]


def earlier_answers(entry: Entry, user: User) -> dict[str, list[EarlierEntry]]:
    """For each question that asks for it, the newest entry to each prompt that it names."""
    if entry.prompt_version.prompt.programme.key == PROGRAMME:
        return _looked_back_on(entry, user)
    if chosen := [answers_of(one) for beside in BESIDE for one in beside(entry, user)]:
        return {one.key: chosen for one in entry.prompt_version.asked if one.kind == "long_text"}
    wanted = {question.key: question.shows for question in entry.prompt_version.asked}
    prompts = {prompt for shows in wanted.values() for prompt in shows}
    if not prompts:
        return {}
    newest: dict[str, Entry] = {}
    found = (
        Entry.objects.visible_to(user)
        .welcome_back()
        .written()
        .for_writing()
        .filter(
            prompt_version__prompt__programme=entry.prompt_version.prompt.programme_id,
            prompt_version__prompt__key__in=prompts,
        )
        .order_by("touched_at")
    )
    for earlier in found:
        newest[earlier.prompt_version.prompt.key] = earlier
    shown = {key: answers_of(earlier) for key, earlier in newest.items()}
    return {
        question: [shown[prompt] for prompt in shows if prompt in shown]
        for question, shows in wanted.items()
        if shows
    }


def _looked_back_on(entry: Entry, user: User) -> dict[str, list[EarlierEntry]]:
    """Beside the first question, the entry that this one was begun from."""
    first = next((one.key for one in entry.prompt_version.asked if one.kind == "long_text"), "")
    begun = LookingBack.objects.visible_to(user).filter(entry=entry)
    own = Entry.objects.visible_to(user).welcome_back().for_writing()
    return {first: [answers_of(one) for one in own.filter(pk__in=begun.values("earlier"))]}


def answers_of(entry: Entry) -> EarlierEntry:
    found = []
    for question in entry.prompt_version.asked:
        texts = _answer_lines(entry, question)
        place = f"{short(entry.pk)}/{question.key}"
        lines = [EarlierLine(text, f"{place}/{number}") for number, text in enumerate(texts)]
        if lines:
            found.append(EarlierAnswer(question.text, lines))
    return EarlierEntry(entry, found)


def _answer_lines(entry: Entry, question: Asked) -> list[str]:
    answer = entry.answers.get(question.key)
    if question.private or is_blank(question, answer):
        return []
    return open_lines(entry, question)  # without a list's private group: no line loses its mark


def line_at(entry: Entry, user: User, place: str) -> tuple[str, str]:
    """The question that wants a line, and the line, as a "take" button names them.

    `place` is "<target question>/<entry>/<question>/<line>"; 404 when it names nothing
    that stands beside this entry's questions for this person.
    """
    target, _slash, source = place.partition("/")
    return target, lines_at(entry, user, target, [source])[0]


def lines_at(entry: Entry, user: User, target: str, places: Iterable[str]) -> list[str]:
    """Several of them, in the order in which they stand there; 404 when one is not there."""
    beside = earlier_answers(entry, user).get(target, [])
    wanted = {q.key for q in entry.prompt_version.asked if q.kind == "long_text"}
    answers = [answer for one in beside for answer in one.answers]
    asked = set(places)
    found = {
        line.place: line.text for answer in answers for line in answer.lines if line.place in asked
    }
    if target not in wanted or not asked or asked - found.keys():
        raise Http404
    return list(found.values())
