"""Lists and tip cards: lines that keep their id wherever they move."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from prompts.schema import List, ListGroup, TipCards

from .base import Item, Kind, Place, WordsField, as_rows, as_text, words_attrs

ROW_ID = re.compile(r"[A-Za-z0-9_]{1,40}")  # no hyphen: it parts the words of a field name
SPARE_ROWS = 3
MOST_POSTED = 200  # rows looked at in one post; a page never has so many
LINE_LIMIT = 500
TIP_LIMIT = 300


class Row(NamedTuple):
    id: str
    group: str
    text: str


class Rows:
    """The lines of one answer.

    Hidden `<prefix>-rows[-<group>]` inputs name the ids, in order; `<prefix>-r-<id>` holds a text.
    """

    def __init__(
        self, place: Place, *, stored: Any, groups: list[str] | None = None, spare: int = SPARE_ROWS
    ) -> None:
        self.place = place
        self.groups = groups or [""]
        self.rows = self._posted() if place.posted is not None else self._stored(stored, spare)

    def hidden_name(self, group: str = "") -> str:
        return self.place.name(f"rows-{group}" if group else "rows")

    def fields(
        self, label: Callable[[str, int], str], *, limit: int, textarea: bool = False
    ) -> dict[str, forms.Field]:
        attrs = words_attrs(self.place, **({"rows": 2} if textarea else {}))
        widget = forms.Textarea if textarea else forms.TextInput
        found: dict[str, forms.Field] = {}
        numbers = dict.fromkeys(self.groups, 0)
        for row in self.rows:
            numbers[row.group] += 1
            found[f"r-{row.id}"] = WordsField(
                limit=limit,
                one_line=True,
                label=label(row.group, numbers[row.group]),
                initial=row.text,
                widget=widget(attrs=dict(attrs)),
            )
        return found

    def answer(self, values: dict[str, Any], *, most: int) -> list[dict[str, str]]:
        kept = []
        for row in self.rows:
            if text := values.get(f"r-{row.id}", ""):
                group = {"group": row.group} if row.group else {}
                kept.append({"id": row.id, "text": text, **group})
        if len(kept) > most:
            raise ValidationError(
                _(
                    "There is room for %(most)s lines here, and you wrote %(count)s. "
                    "Please put some together."
                )
                % {"most": most, "count": len(kept)}
            )
        return kept

    def by_group(self, bound: dict[str, BoundField]) -> dict[str, list[tuple[Row, BoundField]]]:
        found: dict[str, list[tuple[Row, BoundField]]] = {group: [] for group in self.groups}
        for row in self.rows:
            found[row.group].append((row, bound[f"r-{row.id}"]))
        return found

    def _posted(self) -> list[Row]:
        rows: dict[str, Row] = {}
        for group in self.groups:
            for id in self.place.posted_list(f"rows-{group}" if group else "rows"):
                if not ROW_ID.fullmatch(id) or len(rows) >= MOST_POSTED:
                    raise DamagedRows
                rows.setdefault(id, Row(id, group, ""))
        return list(rows.values())

    def _stored(self, stored: Any, spare: int) -> list[Row]:
        rows = []
        for group in self.groups:
            rows += [
                Row(row["id"], group, as_text(row.get("text")))
                for row in as_rows(stored)
                if ROW_ID.fullmatch(as_text(row.get("id"))) and self._group(row) == group
            ]
            first = len(rows)
            rows += [Row(self.place.spare_id(first + n), group, "") for n in range(spare)]
        return rows

    def _group(self, row: dict[str, Any]) -> str:
        """The group of a stored row; the first, when its wording has lost that group."""
        group = as_text(row.get("group"))
        return group if group in self.groups else self.groups[0]


class DamagedRows(Exception):
    """A post whose row ids this page never made."""


class ListKind(Kind[List]):
    template = "list"
    grouped = True

    def fields(self, question: List, place: Place) -> dict[str, forms.Field]:
        labels = {group.key: group.label for group in question.groups}

        def label(group: str, number: int) -> str:
            if group in labels:
                return _("%(group)s, line %(number)s") % {"group": labels[group], "number": number}
            return _("Line %(number)s") % {"number": number}

        return self._rows(question, place).fields(label, limit=LINE_LIMIT)

    def answer(self, question: List, place: Place, values: dict[str, Any]) -> Any:
        return self._rows(question, place).answer(values, most=question.limit)

    def lines(self, question: List, answer: Any) -> list[str]:
        labels = {group.key: group.label for group in question.groups}
        lines = []
        for row in as_rows(answer):
            label = labels.get(as_text(row.get("group")))
            text = as_text(row.get("text"))
            lines.append(f"{label}: {text}" if label else text)
        return lines

    def items(self, question: List, answer: Any) -> list[Item]:
        return row_items(answer)

    def layout(self, question: List, place: Place, bound: dict[str, BoundField]) -> Any:
        rows = self._rows(question, place)
        found = rows.by_group(bound)
        groups = question.groups or [ListGroup.model_construct(key="", label="", help="", above="")]
        return {
            "groups": [
                {"group": group, "rows": found[group.key], "hidden": rows.hidden_name(group.key)}
                for group in groups
            ],
        }

    def _rows(self, question: List, place: Place) -> Rows:
        groups = [group.key for group in question.groups]
        spare = 1 if groups else SPARE_ROWS
        return Rows(place, stored=place.answer, groups=groups, spare=spare)


class TipCardsKind(Kind[TipCards]):
    template = "tip_cards"
    grouped = True

    def fields(self, question: TipCards, place: Place) -> dict[str, forms.Field]:
        def label(group: str, number: int) -> str:
            return _("Tip %(number)s") % {"number": number}

        return self._rows(question, place).fields(label, limit=TIP_LIMIT, textarea=True)

    def answer(self, question: TipCards, place: Place, values: dict[str, Any]) -> Any:
        return self._rows(question, place).answer(values, most=question.limit)

    def lines(self, question: TipCards, answer: Any) -> list[str]:
        return [as_text(row.get("text")) for row in as_rows(answer)]

    def items(self, question: TipCards, answer: Any) -> list[Item]:
        return row_items(answer)

    def layout(self, question: TipCards, place: Place, bound: dict[str, BoundField]) -> Any:
        rows = self._rows(question, place)
        return {"rows": rows.by_group(bound)[""], "hidden": rows.hidden_name()}

    def _rows(self, question: TipCards, place: Place) -> Rows:
        room = question.limit - len(as_rows(place.answer))
        return Rows(place, stored=place.answer, spare=max(0, min(SPARE_ROWS, room)))


def row_items(answer: Any) -> list[Item]:
    return [
        Item(row["id"], as_text(row.get("text")))
        for row in as_rows(answer)
        if ROW_ID.fullmatch(as_text(row.get("id")))
    ]
