"""The questions that narrow the library's shelf."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prompts.models import Programme
from prompts.querysets import ProgrammeQuerySet


class ShelfForm(forms.Form):
    """A GET form; what it cannot read it leaves aside, so that an old link still opens."""

    audience = forms.ChoiceField(
        required=False,
        label=_("For"),
        choices=[("", _("Everybody")), *Programme.Audience.choices],
    )
    minutes = forms.TypedChoiceField(
        required=False,
        label=_("Time I have"),
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("Any")),
            ("5", _("5 minutes")),
            ("10", _("10 minutes")),
            ("20", _("20 minutes")),
        ],
    )
    source = forms.ChoiceField(
        required=False,
        label=_("What it is"),
        choices=[("", _("Anything")), *Programme.Kind.choices],
    )

    def __init__(self, data: Any, *, kinds: set[str]) -> None:
        super().__init__(data)
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101  tells mypy
        source.choices = [
            ("", _("Anything")),
            *[(value, label) for value, label in Programme.Kind.choices if value in kinds],
        ]

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, programmes: ProgrammeQuerySet) -> ProgrammeQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("audience"):
            programmes = programmes.for_audience(wanted["audience"])
        if wanted.get("minutes"):
            programmes = programmes.within(wanted["minutes"])
        if wanted.get("source"):
            programmes = programmes.filter(kind=wanted["source"])
        return programmes
