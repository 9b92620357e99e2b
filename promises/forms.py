"""What is typed about a promise: the promise itself, and the answer to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from people.typed_pages import TypedForm
from promises.models import Answer, Promise
from promises.stoplight import Line
from prompts.kinds import DayField, WordsField

WHAT_LIMIT = 500  # as of a question of the kind "promise": its answer must fit here
WORDS_LIMIT = 2_000


class PromiseForm(TypedForm):
    what = WordsField(
        limit=WHAT_LIMIT,
        one_line=True,
        label=gettext_lazy("What will you come back with?"),
        help_text=gettext_lazy("An answer, a date, a decision: what you said, in a few words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    to_role = WordsField(
        limit=WHAT_LIMIT,
        one_line=True,
        label=gettext_lazy("To which role?"),
        help_text=gettext_lazy(
            "Never a name: “night staff”, “students”. If only one person holds this role, it "
            "names them."
        ),
        widget=forms.TextInput,
    )
    due_on = DayField(label=gettext_lazy("By which day?"))
    shown_to_facilitator = forms.BooleanField(
        required=False,
        label=gettext_lazy("If its day passes, show it to whoever leads my team's meeting"),
        help_text=gettext_lazy(
            "They see what you promised, to which role and the day; never why, nor how it was "
            "received. Each time they look, you can see it under “Who opened what”. Without this "
            "tick nobody sees it but you."
        ),
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        self.fields["due_on"].help_text = _(
            "A day that has passed is taken too: then it stands among those to answer now."
        )

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if not what:
            raise ValidationError(_("Please say what you promised, in a few words."))
        return what


class QuickDays(TypedForm):
    """With the days that are nearest at hand, for one thumb on a round."""

    quick: tuple[str, ...] = ("0", "1", "7")

    when = forms.ChoiceField(
        required=False, label=gettext_lazy("By when?"), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        self.fields["due_on"].label = _("Or on another day")
        when = self.fields["when"]
        assert isinstance(when, forms.ChoiceField)  # noqa: S101  for the type checker
        when.choices = [(one, self._label(one)) for one in self.quick]

    def _label(self, quick: str) -> str:
        name = {
            "0": _("Today, %(day)s"),
            "1": _("Tomorrow, %(day)s"),
            "7": _("In a week, %(day)s"),
        }[quick]
        return name % {"day": formats.date_format(self._day(quick), "D j M")}

    def _day(self, quick: str) -> date:
        return timezone.localdate() + timedelta(days=int(quick))

    def clean(self) -> dict[str, Any]:
        """A day that was typed is meant; else the one that was ticked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        quick = cleaned.pop("when", "")
        if quick and not cleaned.get("due_on") and "due_on" not in self.errors:
            cleaned["due_on"] = self._day(quick)
        return cleaned


class NewPromiseForm(QuickDays, PromiseForm):
    field_order = ("what", "to_role", "when", "due_on", "shown_to_facilitator")


class AnswerForm(QuickDays):
    """The fifth question of holding, asked when the day has come.

    The style sheet folds away what does not belong to the answer that is chosen.
    """

    quick = ("1", "7")
    field_order = ("answer", "reason", "when", "due_on", "received")

    answer = forms.ChoiceField(
        label=gettext_lazy("Have you returned with an answer?"),
        choices=[
            (Answer.YES, gettext_lazy("Yes")),
            (Answer.NO, gettext_lazy("No: it cannot be done, and I said so")),
            (Answer.NOT_YET, gettext_lazy("Not yet")),
        ],
        help_text=gettext_lazy("A “no” that you brought back is a promise kept."),
        error_messages={"required": gettext_lazy("Please choose one of the three.")},
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        limit=WORDS_LIMIT,
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("As you said it, or would say it. You may leave this empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = DayField()
    received = WordsField(
        limit=WORDS_LIMIT,
        label=gettext_lazy("How was it received?"),
        help_text=gettext_lazy("What you noticed. Nothing private about them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, person=person, **kwargs)
        self.fields["when"].label = _("If not yet: by when now?")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("due_on")
        if cleaned.get("answer") == Answer.NOT_YET and "due_on" not in self.errors:
            if day is None:
                self.add_error("due_on", _("Please give the new day by which you come back."))
            elif day < timezone.localdate():
                self.add_error("due_on", _("This day has passed. Please give one to come."))
        return cleaned


def as_initial(promise: Promise) -> dict[str, Any]:
    return {
        "what": promise.what,
        "to_role": promise.to_role,
        "due_on": promise.due_on,
        "shown_to_facilitator": promise.shown_to_facilitator,
    }


class LineForm(TypedForm):
    """The words of one promise on the page for staff: its owner's other words, if they like."""

    what = WordsField(
        limit=WHAT_LIMIT,
        one_line=True,
        label=gettext_lazy("Words on the page"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = WordsField(
        limit=WORDS_LIMIT,
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, line: Line, person: User) -> None:
        initial = {"what": line.what, "why": line.why}
        super().__init__(data, person=person, prefix=line.id, initial=initial)
        self.line = line
        self.fields["why"].label = line.light.why

    def clean_why(self) -> str:
        """An answer was brought back: staff must be able to tell which."""
        why: str = self.cleaned_data["why"]
        if not self.line.promise.is_open and not why:
            raise ValidationError(_("Please say in a line what came of it."))
        return why
