"""What a copy of a journal is written in, for whoever takes one out and whoever brings one in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from prompts.answers import is_blank, lines
from prompts.models import PromptVersion
from prompts.texts import clean_text

FORMAT = "reflect-journal/1"

Data = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def reads(version: PromptVersion, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The answered questions, in the order of the prompt, with the lines of each answer."""
    return [
        {
            "question": question.key,
            "text": question.text,
            "lines": lines(question, answers[question.key], answers),
        }
        for question in version.asked
        if not is_blank(question, answers.get(question.key))
    ]


def showable(value: Any) -> Any:
    """The same without characters that show as nothing or that upset a reader's screen.

    For pages and plain text only: the data file keeps every character.
    """
    if isinstance(value, str):
        return clean_text(value).text
    if isinstance(value, list):
        return [showable(item) for item in value]
    if isinstance(value, dict):
        return {key: showable(item) for key, item in value.items()}
    return value
