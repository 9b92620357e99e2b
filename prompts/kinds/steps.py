"""What somebody will do: an action, and a promise."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prompts.schema import Asked

from .base import Kind, Place, WordsField, as_dict, as_text, words_attrs
from .words import DayField, day_in_words


class StepKind(Kind[Any]):
    grouped = True
    labels: dict[str, Any]

    def fields(self, question: Asked, place: Place) -> dict[str, forms.Field]:
        stored = as_dict(place.answer)
        found: dict[str, forms.Field] = {
            part: WordsField(
                limit=500,
                one_line=True,
                label=label,
                initial=as_text(stored.get(part)),
                widget=forms.TextInput(attrs=words_attrs(place)),
            )
            for part, label in self.labels.items()
        }
        day = as_text(stored.get("by"))
        return found | {"by": DayField(label=gettext_lazy("By when"), initial=day or None)}

    def answer(self, question: Asked, place: Place, values: dict[str, Any]) -> Any:
        day = values["by"].isoformat() if values["by"] else ""
        answer = {part: values[part] for part in self.labels} | {"by": day}
        return {part: value for part, value in answer.items() if value}

    def lines(self, question: Asked, answer: Any) -> list[str]:
        stored = as_dict(answer)
        lines = [
            f"{label}: {stored[part]}"
            for part, label in self.labels.items()
            if as_text(stored.get(part))
        ]
        if stored.get("by"):
            lines.append(f"{_('By when')}: {day_in_words(stored['by'])}")
        return lines


class ActionKind(StepKind):
    template = "action"
    labels = {"what": gettext_lazy("What"), "who": gettext_lazy("Who")}


class PromiseKind(StepKind):
    """With the days that are nearest at hand, for one thumb on a round."""

    template = "promise"
    labels = {
        "what": gettext_lazy("What you said you would come back with"),
        "to_role": gettext_lazy("To which role (no names)"),
    }

    def fields(self, question: Asked, place: Place) -> dict[str, forms.Field]:
        found = super().fields(question, place)
        day, near = found.pop("by"), _near_days()
        day.label = gettext_lazy("Or on another day")
        stored = str(day.initial or "")
        is_near = stored in dict(near)
        if is_near:
            day.initial = None
        return found | {"when": NearDay(near, initial=stored if is_near else ""), "by": day}

    def answer(self, question: Asked, place: Place, values: dict[str, Any]) -> Any:
        """A day that was typed is meant; else the one that was ticked."""
        day = values["by"] or values.get("when")
        return super().answer(question, place, values | {"by": day})


class NearDay(DayField):
    """Its values are days, and not "tomorrow": a page may be sent the day after it was drawn."""

    def __init__(self, choices: list[tuple[str, str]], *, initial: str) -> None:
        super().__init__(label=gettext_lazy("By when"), initial=initial)
        self.widget = forms.RadioSelect(choices=[*choices, NO_DAY])


NO_DAY = ("", gettext_lazy("None of these"))


def _near_days() -> list[tuple[str, str]]:
    today = timezone.localdate()
    days = [
        (today, _("Today")),
        (today + timedelta(days=1), _("Tomorrow")),
        (today + timedelta(days=7), _("In a week")),
    ]
    return [(day.isoformat(), name) for day, name in days]
