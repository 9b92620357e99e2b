"""An entry as it is read: each question with the lines of its answer."""

from dataclasses import dataclass
from typing import Any

from journals.models import Clash, Entry
from people.models import User
from prompts.answers import is_blank, lines
from prompts.models import Programme, PromptVersion
from prompts.schema import Asked


@dataclass(frozen=True)
class Answered:
    question: Asked
    lines: list[str]


@dataclass(frozen=True)
class OtherTime:
    """The same self-check at another time, to be read beside this one."""

    entry: Entry
    answered: list[Answered]


def answered(version: PromptVersion, text: dict[str, Any]) -> list[Answered]:
    """The questions that have an answer, in the order of the prompt."""
    answers, asked = text["answers"], version.asked
    return [
        Answered(question, lines(question, answers[question.key], answers, asked))
        for question in asked
        if not is_blank(question, answers.get(question.key))
    ]


def other_times(entry: Entry, user: User) -> list[OtherTime]:
    """For a self-check, its writer's other answers to the same prompt; shown, never scored."""
    if entry.prompt_version.prompt.programme.kind != Programme.Kind.SELF_CHECK:
        return []
    others = (
        Entry.objects.visible_to(user)
        .welcome_back()
        .written()
        .for_writing()
        .filter(prompt_version__prompt=entry.prompt_version.prompt_id)
        .exclude(pk=entry.pk)
        .newest_first()
    )
    return [OtherTime(one, answered(one.prompt_version, one.text())) for one in others[:2]]


def clash_lines(entry: Entry, clash: Clash) -> list[str]:
    return part_lines(entry, clash.part, clash.text)


def part_lines(entry: Entry, part: str, value: Any) -> list[str]:
    """One part of an entry, a question's answer or its title and the like, as plain lines."""
    asked = entry.prompt_version.asked
    for question in asked:
        if question.key == part:
            return lines(question, value, entry.answers, asked)
    return str(value or "").splitlines()
