"""A prompt on paper: how much room each question is given to write in."""

from dataclasses import dataclass

from prompts.models import PromptVersion
from prompts.schema import Asked, List, LongText, Scale, ShortText, SingleChoice, TipCards

TIMES = 3  # that a question asked "for each" stands there


@dataclass(frozen=True)
class Room:
    question: Asked
    number: int  # 0 for reading matter, as on the page where one writes
    lines: range
    points: range  # of a scale with two ends
    times: range
    source: str = ""  # the question whose things this one is asked about


def rooms_of(version: PromptVersion) -> list[Room]:
    asked = version.asked
    texts = {question.key: question.text for question in asked}
    found, number = [], 0
    for question in asked:
        number += question.kind != "read"
        found.append(
            Room(
                question,
                0 if question.kind == "read" else number,
                range(_lines(question)),
                range(1, question.highest + 1) if isinstance(question, Scale) else range(0),
                range(TIMES if question.for_each else 1),
                texts.get(question.for_each or "", ""),
            )
        )
    return found


def _lines(question: Asked) -> int:
    each = 2 if question.for_each else 0  # there is one room for each thing: less in it
    match question:
        case LongText():
            return each or question.rows + 1
        case ShortText():
            return 1 if question.limit <= 100 else 2
        case List():
            return each or (3 if question.groups else 5)
        case TipCards():
            return min(question.limit, each or 5)
        case SingleChoice():  # a few words beside the choice
            return 1
    return 2
