"""A person's own record of supervision, to be looked at and printed."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from people.access import private_text, signed_in
from prompts.kinds import DayField
from supervision.year import MOST_DAYS, last_year, year_of


class PeriodForm(forms.Form):
    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("To"))

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        for name in ("first", "last"):
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, _("Please give a day."))
        if first and last and first > last:
            raise ValidationError(_("The first day comes after the last one."))
        if first and last and (last - first).days > MOST_DAYS:
            raise ValidationError(_("Please choose at most three years."))


@private_text
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    first, last = last_year()
    form = PeriodForm(request.GET or None, initial={"first": first, "last": last})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    context = {"form": form, "year": year_of(signed_in(request), first, last)}
    return render(request, "supervision/year.html", context)
