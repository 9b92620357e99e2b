"""What is typed about sessions: when and where, topics, the record, and what one says to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Organisation, User
from people.typed_pages import TypedForm
from prompts.kinds import WordsField
from supervision.models import SupervisionSession
from supervision.services.groups import FEWEST, MOST
from vault.ids import short

AHEAD = timedelta(days=366)
BACK = timedelta(hours=2)  # planned while it begins, or a little after
PLACE_LIMIT, AIM_LIMIT, TOPIC_LIMIT, REMARK_LIMIT = 300, 500, 500, 2_000
LENGTHS = (5, 480)  # minutes
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]
TIMES = ["%H:%M", "%H.%M", "%H:%M:%S"]

MINUTES_WRONG = gettext_lazy("Please give the minutes as a number from 5 to 480.")


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Please say on which day."),
            "invalid": gettext_lazy("Please write the day like 2026-11-30."),
        },
        **kwargs,
    )


def time_field(**kwargs: Any) -> forms.TimeField:
    return forms.TimeField(
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Please say at what time."),
            "invalid": gettext_lazy("Please write the time like 14:30."),
        },
        **kwargs,
    )


def minutes_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=LENGTHS[0],
        max_value=LENGTHS[1],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], MINUTES_WRONG
        ),
        **kwargs,
    )


def clean_moment(form: forms.Form, day_name: str, time_name: str) -> datetime | None:
    """The moment in the person's own zone that two fields name; None where they do not yet."""
    day, time = form.cleaned_data.get(day_name), form.cleaned_data.get(time_name)
    if not day or not time:
        return None
    try:
        at = from_current_timezone(datetime.combine(day, time))
    except (
        ValidationError,
        OverflowError,
    ):  # the hour that a clock change leaves out, or twice has
        form.add_error(
            time_name, _("There is no such time on that day, or it is there twice. Choose another.")
        )
        return None
    now = timezone.now()
    if not now - BACK < at < now + AHEAD:
        form.add_error(day_name, _("Choose a time that is still to come, within a year."))
        return None
    return at


class SessionForm(TypedForm):
    """When and where. The day and time are the person's own clock."""

    day = day_field(label=gettext_lazy("Day"))
    time = time_field(label=gettext_lazy("Time"))
    minutes = minutes_field(label=gettext_lazy("How many minutes?"), initial=60)
    place = WordsField(
        limit=PLACE_LIMIT,
        one_line=True,
        label=gettext_lazy("Where? A room, or a link"),
        help_text=gettext_lazy("It is put into the calendar file too. You may leave it empty."),
        widget=forms.TextInput,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["starts_at"] = clean_moment(self, "day", "time")
        return data

    @property
    def plan(self) -> dict[str, Any]:
        """As the services take it."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "place")}


def aim_field() -> WordsField:
    return WordsField(
        limit=AIM_LIMIT,
        label=gettext_lazy("What is it for? (if you like)"),
        help_text=gettext_lazy("A line for those who come. No names."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GroupForm(SessionForm):
    """Of a group that is planned already: who is in it may change too."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who is it for?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Two to twelve of the people whom you supervise."),
        error_messages={"invalid_choice": gettext_lazy("You do not supervise that person now.")},
    )
    aim = aim_field()
    field_order: tuple[str, ...] = ("day", "time", "minutes", "place", "people", "aim")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {short(one.pk): one for one in people}
        _choose(self, "people", [(key, str(one)) for key, one in self.by_key.items()])

    def clean_people(self) -> list[User]:
        chosen = self.cleaned_data["people"]
        if self.wants_people and not FEWEST <= len(chosen) <= MOST:
            raise ValidationError(_("Please choose two to twelve people."))
        return [self.by_key[key] for key in chosen]

    @property
    def wants_people(self) -> bool:
        return True

    @property
    def plan(self) -> dict[str, Any]:
        return super().plan | {name: self.cleaned_data[name] for name in ("people", "aim")}


class DropInForm(SessionForm):
    """Of a drop-in that is planned already."""

    aim = aim_field()

    @property
    def plan(self) -> dict[str, Any]:
        return super().plan | {"aim": self.cleaned_data["aim"]}


class TogetherForm(GroupForm):
    """A new group, or a new drop-in."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of session?"),
        choices=[
            (SupervisionSession.Kind.GROUP, gettext_lazy("A group of people whom I supervise")),
            (
                SupervisionSession.Kind.DROP_IN,
                gettext_lazy("A drop-in, for whoever of my organisation comes"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("For a drop-in: in which organisation?"), required=False
    )
    field_order = ("kind", "people", "organisation", "day", "time", "minutes", "place", "aim")

    def __init__(self, *args: Any, houses: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.houses = {short(one.pk): one for one in houses}
        _choose(self, "organisation", [(key, one.name) for key, one in self.houses.items()])
        if len(houses) == 1:
            self.fields["organisation"].initial = short(houses[0].pk)
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["people"].label = _("For a group: who is it for?")

    @property
    def wants_people(self) -> bool:
        return self.data.get("kind") != SupervisionSession.Kind.DROP_IN

    def clean_organisation(self) -> Organisation | None:
        found = self.houses.get(self.cleaned_data["organisation"])
        if found is None and not self.wants_people:
            raise ValidationError(_("Please choose the organisation."))
        return found

    @property
    def plan(self) -> dict[str, Any]:
        return super().plan | {name: self.cleaned_data[name] for name in ("kind", "organisation")}


class TopicForm(TypedForm):
    text = WordsField(
        limit=TOPIC_LIMIT,
        label=gettext_lazy("Something to talk about"),
        help_text=gettext_lazy("A line is enough. No names. Both of you see it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text:
            raise ValidationError(_("Please write a few words."))
        return text


class RemarkForm(TypedForm):
    """What somebody says to a record. It names the revision that they read."""

    remark = WordsField(
        limit=REMARK_LIMIT,
        label=gettext_lazy("Where do you see it differently?"),
        help_text=gettext_lazy(
            "It is kept with the record. You and the supervisor read it, and nobody else."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_remark(self) -> str:
        remark: str = self.cleaned_data["remark"]
        if not remark:
            raise ValidationError(_("Please say it in a few words."))
        return remark


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices


def as_planned(session: SupervisionSession, people: list[UUID]) -> dict[str, Any]:
    """A session's plan, as the forms have it."""
    starts_at = timezone.localtime(session.starts_at)
    return {
        "day": starts_at.date(),
        "time": starts_at.time(),
        "minutes": session.planned_minutes,
        "place": session.place,
        "aim": session.aim,
        "people": [short(one) for one in people],
    }
