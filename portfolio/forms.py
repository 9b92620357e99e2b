"""What is typed about a portfolio: a cycle, and a line of each log."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from people.typed_pages import TypedForm
from portfolio.choices import FORMS, METHODS, SCOPES, SOURCES
from portfolio.fields import HoursField, choice_field, line_field, words_field
from portfolio.models import Cycle, PracticeHours
from portfolio.periods import months_later
from prompts.kinds import DayField, WordsField
from prompts.models import Framework

LONGEST = timedelta(days=366 * 10)  # of a cycle


class CodeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    def to_python(self, value: Any) -> Any:
        """Django says "null characters" of what nobody sees: it is no code of the list."""
        if isinstance(value, str) and "\x00" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def label_from_instance(self, obj: Framework) -> str:
        """Whose it is comes first: several codes are called nearly the same."""
        return f"{obj.regulator}: {obj.short_name}" if obj.regulator else obj.short_name


class CycleForm(TypedForm):
    framework = CodeField(
        Framework.objects.none(),
        to_field_name="key",
        label=gettext_lazy("Whose code do you work under?"),
        empty_label=gettext_lazy("Choose one"),
        error_messages={
            "required": gettext_lazy("Please choose one."),
            "invalid_choice": gettext_lazy("Please choose one of the list."),
        },
    )
    starts_on = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("The day after your registration was last renewed."),
    )
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "The day on which your registration ends: your regulator's page says it. Leave it "
            "empty, and it is worked out from the first day."
        ),
    )
    two_registrations = forms.BooleanField(
        required=False,
        label=gettext_lazy("I renew as a nurse and as a midwife"),
        help_text=gettext_lazy(
            "Some regulators ask for more hours then. For a second country, set up a second cycle."
        ),
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        offered = Framework.objects.visible_to(person).for_cycles()
        # What a cycle stands under already stays, also once its owner has left that house.
        own = Cycle.objects.visible_to(person).values("framework")
        kept = Q(pk__in=offered.values("pk")) | Q(pk__in=own)
        choices = Framework.objects.filter(kept).order_by("country", "short_name")
        self.fields["framework"].queryset = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first is None and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Please give the first day."))
        framework = cleaned.get("framework")
        if first and last is None and framework and "ends_on" not in self.errors:
            last = cleaned["ends_on"] = self._worked_out(first, framework)
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day comes after the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("ends_on", _("This is more than ten years. Please check the two days."))
        return cleaned

    def _worked_out(self, first: date, framework: Framework) -> date | None:
        if framework.period_months:
            return months_later(first, framework.period_months)
        self.add_error("ends_on", _("This code names no period. Please give the last day too."))
        return None


def cycle_initial(cycle: Cycle) -> dict[str, Any]:
    return {
        "framework": cycle.framework.key,
        "starts_on": cycle.starts_on,
        "ends_on": cycle.ends_on,
        "two_registrations": cycle.two_registrations,
    }


def _evidence(such_as: Any) -> WordsField:
    return line_field(gettext_lazy("What shows it, and where do you keep it?"), such_as)


def not_to_come(day: date | None) -> date | None:
    """A log holds what was: what is still to come counts for nothing yet."""
    if day and day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Note it once it was."))
    return day


class StretchForm(TypedForm):
    """A line that may go over many days, with its hours."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("started_on"), cleaned.get("ended_on")
        if first is None and "started_on" not in self.errors:
            self.add_error("started_on", _("Please give the day on which it began."))
        if first and last is None and "ended_on" not in self.errors:
            last = cleaned["ended_on"] = first
        if first and last and last < first:
            self.add_error("ended_on", _("It ends before it begins. Please check the two days."))
        hours = cleaned.get("hours")
        if hours is None and "hours" not in self.errors:
            self.add_error("hours", _("Please say how many hours it was."))
        if first and last and hours and hours > 24 * ((last - first).days + 1):
            self.add_error(
                "hours", _("These are more hours than the days have. Please check both.")
            )
        return cleaned

    def clean_started_on(self) -> date | None:
        return not_to_come(self.cleaned_data["started_on"])

    def clean_ended_on(self) -> date | None:
        return not_to_come(self.cleaned_data["ended_on"])


ONE_DAY = gettext_lazy("Leave this empty if it was one day.")


class HoursForm(StretchForm):
    started_on = DayField(label=gettext_lazy("From which day?"))
    ended_on = DayField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy(
            "Leave this empty if it was one day. A whole year in one line is fine; one that goes "
            "over the end of a cycle is better as two."
        ),
    )
    hours = HoursField(label=gettext_lazy("How many hours?"))
    registered_as = forms.ChoiceField(
        label=gettext_lazy("As what did you work?"),
        choices=PracticeHours.Registration.choices,
        initial=PracticeHours.Registration.NURSE,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose one."),
            "invalid_choice": gettext_lazy("Please choose one of the list."),
        },
    )
    organisation = line_field(
        gettext_lazy("Where was it?"), gettext_lazy("The organisation's name.")
    )
    address = line_field(gettext_lazy("Its address and postcode"))
    setting = line_field(
        gettext_lazy("What kind of place is it?"),
        gettext_lazy("A hospital ward, a care home, people's own homes, a school."),
    )
    scope = choice_field(SCOPES, gettext_lazy("What was the work, mostly?"))
    work = words_field(gettext_lazy("The work in a line or two"))
    evidence = _evidence(
        gettext_lazy("Timesheets, payslips, a letter. Keep other people's names out.")
    )


class CpdForm(StretchForm):
    of = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)
    topic = line_field(gettext_lazy("What was it about?"))
    method = choice_field(METHODS, gettext_lazy("How did you learn?"))
    started_on = DayField(label=gettext_lazy("When did it begin?"))
    ended_on = DayField(label=gettext_lazy("When did it end?"), help_text=ONE_DAY)
    hours = HoursField(label=gettext_lazy("How many hours did it take?"))
    participatory = HoursField(
        least="0",
        label=gettext_lazy("How many of them together with other people?"),
        help_text=gettext_lazy(
            "These count as participatory. Reading or writing alone does not. Leave this empty "
            "if there were none."
        ),
    )
    relates = words_field(gettext_lazy("How does it relate to your practice?"))
    standards = line_field(
        gettext_lazy("Which part of your code does it fit?"),
        gettext_lazy("Numbers or themes, as your code has them."),
    )
    evidence = _evidence(
        gettext_lazy("A certificate, a programme of the day. Keep other people's names out.")
    )

    def clean_participatory(self) -> Decimal:
        found: Decimal | None = self.cleaned_data["participatory"]
        return found or Decimal(0)

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"]
        if not topic:
            raise ValidationError(_("Please say in a few words what it was about."))
        return topic

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        hours, shared = cleaned.get("hours"), cleaned.get("participatory")
        if hours is not None and shared is not None and shared > hours:
            said = _("These are more than all its hours. Please check the two numbers.")
            self.add_error("participatory", said)
        return cleaned


class FeedbackForm(TypedForm):
    given_on = DayField(
        label=gettext_lazy("When was it?"),
        help_text=gettext_lazy("If you only know the month, its first day will do."),
    )
    source = choice_field(SOURCES, gettext_lazy("Who gave it?"))
    form = choice_field(FORMS, gettext_lazy("How did it come?"))
    content = words_field(
        gettext_lazy("What was it about?"),
        gettext_lazy("What was said, never who said it. No names, dates of birth or wards."),
    )
    influence = words_field(gettext_lazy("How has it changed what you do?"))
    evidence = _evidence(
        gettext_lazy(
            "The letter or the report itself stays with you. Keep other people's names out."
        )
    )

    def clean_given_on(self) -> date:
        day: date | None = self.cleaned_data["given_on"]
        if day is None:
            raise ValidationError(_("Please give the day, or the first day of its month."))
        not_to_come(day)
        return day

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        if not content:
            raise ValidationError(_("Please say in a few words what it was about."))
        return content


def line_initial(form: type[TypedForm], line: Any) -> dict[str, Any]:
    """What a form starts from when a line is changed."""
    return {name: getattr(line, name) for name in form.base_fields if hasattr(line, name)}
