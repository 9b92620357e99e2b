"""Demonstration answers, from how people write YAML to how the program keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from prompts.answers import is_blank, items_for
from prompts.kinds.choices import ONLY_VALUE
from prompts.models import PromptVersion, Standard
from prompts.schema import NONE_OF_THESE, Asked

Answers = dict[str, Any]


class DemoError(ValueError):
    """A demonstration file says something that its prompt does not ask or offer."""


def stored_answers(version: PromptVersion, written: Answers, *, today: date) -> Answers:
    """Raises DemoError for a question, choice, group or standard that is not there."""
    questions = {question.key: question for question in version.asked}
    if unknown := sorted(written.keys() - questions.keys()):
        raise DemoError(f"{version.prompt}: no question is called {', '.join(unknown)}.")
    answers: Answers = {}
    for key, question in questions.items():
        if key in written:
            answers[key] = _stored(question, written[key], answers, version, today)
            if is_blank(question, answers[key]):
                raise DemoError(f"{version.prompt}: the answer to {key} is blank.")
    return answers


def _stored(
    question: Any, written: Any, answers: Answers, version: PromptVersion, today: date
) -> Any:
    make = _MAKERS[question.kind]
    if not question.for_each:
        return make(question, written, today)
    items = items_for(question, answers, version.asked)
    if bad := [number for number in written if not 1 <= number <= len(items)]:
        raise DemoError(f"{version.prompt}: {question.key} has no line number {bad[0]}.")
    return {items[number - 1].id: make(question, one, today) for number, one in written.items()}


def _known(question: Any, keys: list[str], known: list[str]) -> None:
    if wrong := [key for key in keys if key not in known]:
        raise DemoError(f"{question.key}: {', '.join(wrong)} is not one of its choices.")


def _text(question: Asked, written: Any, today: date) -> str:
    return str(written).strip()


def _rows(question: Any, written: list[Any], today: date) -> list[dict[str, str]]:
    groups = [group.key for group in getattr(question, "groups", [])]
    rows = []
    for number, line in enumerate(written, start=1):
        row = {"text": line} if isinstance(line, str) else dict(line)
        if groups:
            _known(question, [row.get("group", "")], groups)
        rows.append({"id": f"r{number:03}", **row})
    return rows


def _single(question: Any, written: dict[str, str], today: date) -> dict[str, str]:
    _known(question, [written["choice"]], [choice.key for choice in question.choices])
    _known(question, list(written), ["choice", "words"])
    return {name: value.strip() for name, value in written.items() if value.strip()}


def _several(question: Any, written: list[str], today: date) -> list[str]:
    _known(question, written, [choice.key for choice in question.choices] + [NONE_OF_THESE])
    return written


def _scale(question: Any, written: dict[str, int], today: date) -> dict[str, int]:
    statements = [statement.key for statement in question.statements] or [ONLY_VALUE]
    _known(question, list(written), statements)
    if not all(1 <= step <= question.highest for step in written.values()):
        raise DemoError(f"{question.key}: a step is off the scale.")
    return written


def _day(question: Any, written: dict[str, int], today: date) -> str:
    day = (today - timedelta(days=written["days_ago"])).isoformat()
    return day[:7] if getattr(question, "precision", "day") == "month" else day


def _step(question: Asked, written: dict[str, Any], today: date) -> dict[str, str]:
    by = {"by": _day(question, written["by"], today)} if "by" in written else {}
    _known(
        question, list(written), ["what", "to_role" if question.kind == "promise" else "who", "by"]
    )
    return {part: text for part, text in written.items() if part != "by"} | by


def _standards(question: Any, written: dict[str, list[str]], today: date) -> dict[str, Any]:
    rows = Standard.objects.filter(framework__key=question.framework)
    by_code = {row.code: row for row in rows}
    codes, themes = written.get("standards", []), written.get("themes", [])
    _known(question, codes, list(by_code))
    _known(question, themes, [row.theme for row in by_code.values()])
    found: dict[str, Any] = {"themes": themes} if themes else {}
    found["standards"] = [
        {"framework": question.framework, "code": code, "heading": by_code[code].heading}
        for code in codes
    ]
    return found


_MAKERS: dict[str, Callable[[Any, Any, date], Any]] = {
    "long_text": _text,
    "short_text": _text,
    "list": _rows,
    "tip_cards": _rows,
    "single_choice": _single,
    "several_choices": _several,
    "checklist": _several,
    "scale": _scale,
    "date": _day,
    "action": _step,
    "promise": _step,
    "standards": _standards,
}
