"""The form of a session's record: one page for the draft, the showing and each correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from people.typed_pages import TypedForm
from prompts.kinds import DayField, WordsField
from supervision.functions import Function
from supervision.models import SessionTopic
from supervision.records import (
    BY_KEY,
    ActionRow,
    ExceptionUsed,
    RecordData,
    is_restorative_only,
    says_more,
)
from supervision.session_forms import clean_moment, day_field, minutes_field, time_field
from vault.ids import from_short, short

ROWS = 8  # of actions
WHAT_LIMIT = 300


def _words(key: str, rows: int) -> WordsField:
    field = BY_KEY[key]
    return WordsField(
        limit=field.limit,
        label=field.label,
        help_text=field.help,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RecordForm(TypedForm):
    minutes = minutes_field(label=gettext_lazy("How many minutes did it take?"))
    attended = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Everybody stands in the record; tick who came."),
    )
    functions = forms.MultipleChoiceField(
        label=BY_KEY["functions"].label,
        help_text=BY_KEY["functions"].help,
        choices=Function.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one.")},
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What was talked about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is not ticked waits for the next session."),
    )
    themes = _words("themes", 2)
    ideas = _words("ideas", 4)
    exception = forms.ChoiceField(
        label=BY_KEY["exception"].label,
        help_text=BY_KEY["exception"].help,
        choices=ExceptionUsed.choices,
        initial=ExceptionUsed.NOT_USED,
        widget=forms.RadioSelect,
        required=False,
    )
    next_day = day_field(label=gettext_lazy("The next session: day"), required=False)
    next_time = time_field(label=gettext_lazy("Time"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        people: list[User],
        open_topics: list[SessionTopic],
        keeps_more: bool,
        may_go_on: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keeps_more, self.may_go_on = keeps_more, may_go_on
        self.open_topics = open_topics
        self.by_key = {short(one.pk): one for one in people}
        named = [(key, str(one)) for key, one in self.by_key.items()]
        said = [(short(one.pk), one.text or _shared_on(one)) for one in open_topics]
        self._fill("attended", named)
        self._fill("topics", said)
        for number in range(ROWS):
            self._fill(f"owner-{number}", [("", "—"), *named])

    def _fill(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    @property
    def rows(self) -> list[Row]:
        return [
            Row(number, *(self[f"{name}-{number}"] for name in ("what", "owner", "due", "id")))
            for number in range(ROWS)
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(ROWS):
            what, owner = data.get(f"what-{number}"), data.get(f"owner-{number}")
            if what and not owner:
                self.add_error(f"owner-{number}", _("Please say who does it."))
            elif not what and (owner or data.get(f"due-{number}")):
                if f"what-{number}" not in self.errors and data.get(f"due-{number}"):
                    self.add_error(f"what-{number}", _("Please say what is to be done."))
        data["next_at"] = clean_moment(self, "next_day", "next_time")
        if data["next_at"] and not self.may_go_on:
            self.add_error("next_day", _("It has ended: no next session can be planned."))
        if bool(data.get("next_day")) != bool(data.get("next_time")):
            missing = "next_time" if data.get("next_day") else "next_day"
            if missing not in self.errors:
                self.add_error(
                    missing, _("For the next session, please give the day and the time.")
                )
        self._refuse_more_than_restorative_keeps(data)
        return data

    def _refuse_more_than_restorative_keeps(self, data: dict[str, Any]) -> None:
        if self.keeps_more or not is_restorative_only(data):
            return
        for key in says_more(data):
            self.add_error(
                key,
                _(
                    "A session that was only restorative keeps nothing of what was said. Copy "
                    "these words if you need them and take them out, or tick what else it was for."
                ),
            )

    @property
    def record_data(self) -> RecordData:
        data = self.cleaned_data
        return RecordData(
            minutes=data["minutes"],
            attended={self.by_key[key].pk for key in data["attended"]},
            record={key: data[key] for key in BY_KEY if data.get(key)},
            topics={from_short(key) for key in data["topics"]},
            actions=[
                ActionRow(
                    what=data[f"what-{number}"],
                    owner_id=self.by_key[data[f"owner-{number}"]].pk,
                    due_on=data[f"due-{number}"],
                    id=_id(data[f"id-{number}"]),
                )
                for number in range(ROWS)
                if data[f"what-{number}"]
            ],
            next_at=data["next_at"],
        )


@dataclass(frozen=True)
class Row:
    number: int
    what: forms.BoundField
    owner: forms.BoundField
    due: forms.BoundField
    id: forms.BoundField


def _id(text: str) -> UUID | None:
    try:
        return from_short(text)
    except ValueError:
        return None


def _row_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for number in range(ROWS):
        found[f"what-{number}"] = WordsField(
            limit=WHAT_LIMIT,
            one_line=True,
            label=gettext_lazy("What"),
            widget=forms.TextInput,
        )
        found[f"owner-{number}"] = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
        found[f"due-{number}"] = DayField(label=gettext_lazy("By when"))
        found[f"id-{number}"] = forms.CharField(required=False, widget=forms.HiddenInput)
    return found


# Declared with the others, so that a page that cannot be saved is kept with its rows.
RecordForm.base_fields.update(_row_fields())


def as_initial(data: RecordData | None, *, planned_minutes: int, people: list[User]) -> Any:
    """What the form begins with: what was recorded, or what is likely."""
    if data is None:
        return {"minutes": planned_minutes, "attended": [short(one.pk) for one in people]}
    found: dict[str, Any] = {
        **data.record,
        "minutes": data.minutes,
        "attended": [short(one) for one in data.attended],
        "topics": [short(one) for one in data.topics],
    }
    for number, row in enumerate(data.actions[:ROWS]):
        found |= {
            f"what-{number}": row.what,
            f"owner-{number}": short(row.owner_id),
            f"due-{number}": row.due_on,
            f"id-{number}": short(row.id) if row.id else "",
        }
    if data.next_at is not None:
        at = timezone.localtime(data.next_at)
        found |= {"next_day": at.date(), "next_time": at.time()}
    return found


def _shared_on(topic: SessionTopic) -> str:
    """Of a topic without words: what it is about, a room above knows."""
    day = formats.date_format(timezone.localtime(topic.made_at), "j F")
    return _("Something that was shared, on this list since %(day)s") % {"day": day}
