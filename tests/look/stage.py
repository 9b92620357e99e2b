"""A stage for the look alone: every piece of it on two pages, beside the real ones."""

from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from reflectjournal import urls as site

GALLERY = Path(__file__).parent / "gallery"
DRAWINGS = Path(__file__).parents[2] / "templates" / "drawings"
SHELL = {"person": "x" * 22, "name": "Amara Obi", "warn": 180, "lock": 300}
YES_NO = [("yes", "Yes, all of it"), ("partly", "Partly"), ("no", "Not by us")]
GROUPED = [
    ("Prioritise people", [("1", "1 Treat people as individuals"), ("2", "2 Listen to people")]),
    ("Practise effectively", [("6", "6 Practise in line with the best available evidence")]),
]


class EveryWidget(forms.Form):
    """Each widget that the site uses, and those that a later page may."""

    name = forms.CharField(help_text="As your team knows you.", label="Your name")
    address = forms.EmailField(label="E-mail address")
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), label="Password"
    )
    words = forms.CharField(
        widget=forms.Textarea(attrs={"data-limit": "200", "rows": 4}),
        label="What happened?",
        help_text="Leave out what could show who a person is.",
    )
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), label="When was it?")
    number = forms.IntegerField(label="How many hours?", min_value=0)
    where = forms.ChoiceField(choices=YES_NO, label="Choose from a list")
    can_shift = forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect, label="Can it shift?", help_text="One of these."
    )
    used = forms.MultipleChoiceField(
        choices=YES_NO, widget=forms.CheckboxSelectMultiple, label="Which did you use?"
    )
    standards = forms.MultipleChoiceField(
        choices=GROUPED, widget=forms.CheckboxSelectMultiple, label="Which parts of your code?"
    )
    own_device = forms.BooleanField(label="This is my own device", help_text="Nobody else uses it.")
    file = forms.FileField(label="A file", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="hidden", required=False)


def show(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    template = engines["django"].from_string((GALLERY / f"{name}.html").read_text())
    return HttpResponse(template.render(context, request))


@login_not_required
def gallery(request: HttpRequest, name: str) -> HttpResponse:
    form = EveryWidget(data={} if "errors" in request.GET else None)
    if "errors" in request.GET:
        form.add_error(None, "Two of the answers do not fit together.")
    context = {
        "form": form,
        "theme": request.GET.get("theme", "system"),
        "place": "home",
        "shell": SHELL if "in" in request.GET else None,
        "drawings": sorted(path.name for path in DRAWINGS.glob("*.svg")),
    }
    return show(request, name, context)


urlpatterns = [path("look/<slug:name>/", gallery), *site.urlpatterns]
