"""Choosing parts of a regulator's code, or typing those of one that is not listed."""

from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prompts.schema import Standards

from .base import (
    Item,
    Kind,
    Place,
    StandardChoice,
    WordsField,
    as_dict,
    as_rows,
    as_text,
    as_texts,
    words_attrs,
)
from .choices import boxes
from .rows import LINE_LIMIT, Rows, row_items

MOST_OWN = 30


class StandardsKind(Kind[Standards]):
    """The answer holds the headings too: it reads the same when the edition has gone."""

    template = "standards"
    grouped = True

    def fields(self, question: Standards, place: Place) -> dict[str, forms.Field]:
        stored = as_dict(place.answer)
        found: dict[str, forms.Field] = {}
        if question.pick != "standards":
            chosen_themes = as_texts(stored.get("themes"))
            own = [choice.theme for choice in place.standards if not choice.of]
            themes = dict.fromkeys(own + chosen_themes)
            found["themes"] = boxes(
                [(theme, theme) for theme in themes],
                label=gettext_lazy("Themes"),
                initial=chosen_themes,
            )
        if question.pick != "themes":
            chosen = [choice.id for choice in self._chosen(stored)]
            for number, (theme, standards) in enumerate(self._themes(place)):
                found[f"theme-{number}"] = boxes(
                    [(choice.id, choice.line) for choice in standards],
                    label=theme,
                    initial=[choice.id for choice in standards if choice.id in chosen],
                )
        if question.own:
            found["own"] = WordsField(
                limit=200,
                one_line=True,
                label=gettext_lazy("Name of your code or regulator"),
                initial=as_text(stored.get("own_name")),
                widget=forms.TextInput(attrs=words_attrs(place)),
            )
            found |= self._rows(place).fields(self._row_label, limit=LINE_LIMIT)
        return found

    def answer(self, question: Standards, place: Place, values: dict[str, Any]) -> Any:
        ticked = {id for part, ids in values.items() if part.startswith("theme-") for id in ids}
        before = {choice.id: choice.heading for choice in self._chosen(as_dict(place.answer))}
        answer = {
            "themes": values.get("themes", []),
            "standards": [
                {
                    "framework": choice.framework,
                    "code": choice.code,
                    # A heading stays as it read when it was chosen.
                    "heading": before.get(choice.id, choice.heading),
                    # Of a house's code, whose name could not be looked up once they have left.
                    **({"of": choice.of} if choice.of else {}),
                }
                for choice in self._offered(place)
                if choice.id in ticked
            ],
            "own_name": values.get("own", ""),
            "own_headings": self._rows(place).answer(values, most=MOST_OWN) if question.own else [],
        }
        return {name: value for name, value in answer.items() if value}

    def lines(self, question: Standards, answer: Any) -> list[str]:
        stored = as_dict(answer)
        themes = as_texts(stored.get("themes"))
        lines = [_("Theme: %(theme)s") % {"theme": theme} for theme in themes]
        lines += [choice.label for choice in self._chosen(stored)]
        name = as_text(stored.get("own_name"))
        headings = [as_text(row.get("text")) for row in as_rows(stored.get("own_headings"))]
        lines += [f"{name}: {heading}" if name else heading for heading in headings]
        return lines if headings or not name else [*lines, name]

    def items(self, question: Standards | None, answer: Any) -> list[Item]:
        stored = as_dict(answer)
        chosen = [Item(choice.id, choice.label) for choice in self._chosen(stored)]
        return chosen + row_items(stored.get("own_headings"))

    def layout(self, question: Standards, place: Place, bound: dict[str, BoundField]) -> Any:
        rows = self._rows(place) if question.own else None
        return {
            "themes": bound.get("themes"),
            "standards": [field for part, field in bound.items() if part.startswith("theme-")],
            "own": bound.get("own"),
            "rows": rows.by_group(bound)[""] if rows else [],
            "hidden": rows.hidden_name() if rows else "",
            "opened": bool(as_dict(place.answer).get("own_name") or (rows and self._own(place))),
        }

    def _own(self, place: Place) -> list[dict[str, Any]]:
        return as_rows(as_dict(place.answer).get("own_headings"))

    def _rows(self, place: Place) -> Rows:
        return Rows(place, stored=self._own(place))

    def _row_label(self, group: str, number: int) -> str:
        return _("Heading %(number)s") % {"number": number}

    def _chosen(self, stored: dict[str, Any]) -> list[StandardChoice]:
        return [
            StandardChoice(
                row["framework"],
                row["code"],
                row["heading"],
                _("Chosen earlier"),
                as_text(row.get("of")),
            )
            for row in as_rows(stored.get("standards"))
            if all(as_text(row.get(name)) for name in ("framework", "code", "heading"))
        ]

    def _offered(self, place: Place) -> list[StandardChoice]:
        """The framework's standards, and what was chosen of one that is no longer there."""
        ids = {choice.id for choice in place.standards}
        chosen = self._chosen(as_dict(place.answer))
        gone = {choice.id: choice for choice in chosen if choice.id not in ids}
        return [*place.standards, *gone.values()]

    def _themes(self, place: Place) -> list[tuple[str, list[StandardChoice]]]:
        return [
            (theme, list(standards))
            for theme, standards in groupby(self._offered(place), key=lambda choice: choice.group)
        ]
