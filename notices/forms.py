"""What a person wants to be told of by mail."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.models import Wish


class WishForm(forms.Form):
    mail = forms.ChoiceField(label=_("Mail"), choices=Wish.Mail.choices, widget=forms.RadioSelect())
    wanted = forms.MultipleChoiceField(
        label=_("A mail may be about"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    paused_until = forms.DateField(
        label=_("No mail until"),
        help_text=_("For a holiday or leave. Leave it empty for no pause."),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        self.wish, self.kinds = wish, kinds.every()
        paused = wish.paused_until if wish.is_paused(timezone.now()) else None
        wanted = [kind.key for kind in self.kinds if kind.key not in wish.unwanted]
        kwargs["initial"] = {"mail": wish.mail, "paused_until": paused, "wanted": wanted}
        super().__init__(*args, **kwargs)
        choice = self.fields["wanted"]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        choice.choices = [(kind.key, kind.label) for kind in self.kinds]
        if not self.kinds:
            del self.fields["wanted"]

    def clean_paused_until(self) -> date | None:
        day: date | None = self.cleaned_data["paused_until"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come, or leave it empty."))
        return day

    @property
    def unwanted(self) -> list[str]:
        """The kinds not ticked, and those said no to whose room is not here just now."""
        here = [kind.key for kind in self.kinds]
        gone = [key for key in self.wish.unwanted if key not in here]
        return gone + [key for key in here if key not in self.cleaned_data["wanted"]]
