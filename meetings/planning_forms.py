"""Planning a meeting: which team, when, what kind, about what, and who leads it."""

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

from meetings.binding import derived
from meetings.choosing import grouped, next_for, published, suggested, version_of
from meetings.models import Meeting
from meetings.planners import planners_of
from meetings.presets import BY_KEY, PRESETS, Preset
from people.models import Team, User
from prompts.kinds import WordsField
from prompts.models import PromptVersion
from vault.ids import from_short, new_id, short

AHEAD = timedelta(days=366)
BACK = timedelta(hours=2)  # planned while it begins, or a little after
LONGEST_AIM = 300
SUGGESTED = "suggested"
ONESELF = "me"


class WhenForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Please say on which day."),
            "invalid": gettext_lazy("Please write the day like 2026-11-30."),
        },
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Please say at what time."),
            "invalid": gettext_lazy("Please write the time like 14:30."),
        },
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("day") and data.get("time"):
            self._clean_moment(data)
        return data

    def _clean_moment(self, data: dict[str, Any]) -> None:
        try:
            data["starts_at"] = from_current_timezone(datetime.combine(data["day"], data["time"]))
        except (ValidationError, OverflowError):  # the hour that a clock change leaves out
            self.add_error("time", _("There is no such time on that day. Please choose another."))
            return
        now = timezone.now()
        if not now - BACK < data["starts_at"] < now + AHEAD:
            self.add_error("day", _("Choose a time that is still to come, within a year."))


def _new_page() -> str:
    return short(new_id())


class PlanForm(WhenForm):
    team = forms.ChoiceField(
        label=gettext_lazy("Team"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose the team.")},
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("What kind of meeting?"),
        choices=[(preset.key, preset.title) for preset in PRESETS],
        widget=forms.RadioSelect,
        initial=PRESETS[0].key,
        error_messages={"required": gettext_lazy("Please choose a kind of meeting.")},
    )
    prompt = forms.ChoiceField(
        label=gettext_lazy("Which prompt?"),
        initial=SUGGESTED,
        error_messages={"invalid_choice": gettext_lazy("That prompt is not there any more.")},
    )
    facilitator = forms.ChoiceField(label=gettext_lazy("Who leads it?"), initial=ONESELF)
    page = forms.CharField(required=False, widget=forms.HiddenInput, initial=_new_page)
    field_order = ["team", "day", "time", "preset", "prompt", "facilitator"]

    def __init__(self, *args: Any, person: User, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.teams = person, {short(team.pk): team for team in teams}
        self.planners = planners_of(teams)
        self.next = next_for(teams)
        self._fill("team", [(key, _name(team)) for key, team in self.teams.items()])
        fits = (SUGGESTED, _("What fits this kind of meeting"))
        self._fill("prompt", [fits, *grouped(published(team.organisation for team in teams))])
        self._fill("facilitator", [(ONESELF, _("I do")), *self._others()])
        if len(teams) == 1:
            self.fields["team"].initial = next(iter(self.teams))
            self.fields["team"].widget = forms.HiddenInput()
        if not self._others():
            self.fields["facilitator"].widget = forms.HiddenInput()

    def _fill(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    def _others(self) -> list[tuple[str, str]]:
        everybody = {p.pk: p for people in self.planners.values() for p in people}
        everybody.pop(self.person.pk, None)
        return [(short(pk), str(p)) for pk, p in sorted(everybody.items(), key=lambda i: str(i[1]))]

    @property
    def presets(self) -> list[tuple[Preset, bool]]:
        """The kinds of meetings, with the one that is chosen."""
        chosen = self["preset"].value()
        return [(preset, preset.key == chosen) for preset in PRESETS]

    @property
    def next_in_words(self) -> list[tuple[str, str]]:
        """For each team which of the eight comes next: a page without scripts cannot follow."""
        return [
            (team.name, self.next[team.pk].title)
            for team in self.teams.values()
            if team.pk in self.next
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        team = self.teams.get(data.get("team", ""))
        if team is not None:
            data["team"] = team
            self._clean_facilitator(data, team)
            self._clean_prompt(data, team)
        return data

    @property
    def meeting_id(self) -> UUID:
        """Of the meeting that this very page plans: another word on it, another meeting."""
        page = _id(self.data.get("page")) or new_id()
        return derived(page, *(str(self.data.get(name, "")) for name in self.field_order))

    def _clean_facilitator(self, data: dict[str, Any], team: Team) -> None:
        chosen = data.get("facilitator")
        pk = self.person.pk if chosen == ONESELF else _id(chosen)
        leads = next((one for one in self.planners[team.pk] if one.pk == pk), None)
        if leads is None and "facilitator" in data:
            self.add_error("facilitator", _("That person does not lead in this team."))
        data["facilitator"] = leads

    def _clean_prompt(self, data: dict[str, Any], team: Team) -> None:
        chosen, preset = data.get("prompt"), BY_KEY.get(data.get("preset", ""))
        if not chosen or preset is None:
            return
        version: PromptVersion | None
        if chosen == SUGGESTED:
            version = suggested(preset, team)
        else:
            version = version_of(from_short(chosen), team)
        if version is None:
            self.add_error("prompt", _("There is none for this team. Please choose another."))
        data["version"] = version


class MeetingForm(WhenForm):
    """What can still be changed of a planned meeting, besides its agenda."""

    facilitator = forms.ChoiceField(label=gettext_lazy("Who leads it?"))
    aim = WordsField(
        limit=LONGEST_AIM,
        label=gettext_lazy("What is it for? (if you like)"),
        help_text=gettext_lazy(
            "A line for the team. It stands on the page of the meeting, and nowhere else."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["day", "time", "facilitator", "aim"]

    def __init__(self, *args: Any, meeting: Meeting, person: User, **kwargs: Any) -> None:
        starts_at = timezone.localtime(meeting.starts_at)
        initial = {
            "day": starts_at.date(),
            "time": starts_at.time(),
            "facilitator": short(person.pk),
            "aim": meeting.aim,
        }
        super().__init__(*args, **({"initial": initial} | kwargs))
        people = [person, *planners_of([meeting.team])[meeting.team_id]]
        self.people: dict[str, User] = {short(one.pk): one for one in people}
        field = self.fields["facilitator"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(key, str(one)) for key, one in self.people.items()]

    def clean_facilitator(self) -> User:
        return self.people[self.cleaned_data["facilitator"]]


def _name(team: Team) -> str:
    return f"{team.name}, {team.organisation.name}"


def _id(text: str | None) -> UUID | None:
    try:
        return from_short(text or "")
    except ValueError:
        return None
