"""A long list is Django's own to whoever uses it, and costs no template for each option."""

import re
from collections.abc import Callable

import pytest
from django import forms
from django.template.base import Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from people.forms.long_select import LongSelect
from people.forms.person import zone_choices
from people.models import User

SHARP = [("a&b", "<b>A & B</b>"), ("it's", "It's"), ('"', '"'), ("a", "A"), ("", "None")]


def form_with(widget: forms.Select, choices: object) -> type[forms.Form]:
    class OneForm(forms.Form):
        place = forms.ChoiceField(choices=choices, widget=widget, help_text="A hint")

    return OneForm


def without_gaps(html: object) -> str:
    return re.sub(r"\s+<", "<", str(html)).strip()


@pytest.mark.parametrize("chosen", [*[value for value, _label in SHARP], "no such", "<i>", None])
def test_is_the_same_to_a_browser(chosen: str | None) -> None:
    drawn = []
    for widget in (forms.Select(attrs={"class": "wide"}), LongSelect(attrs={"class": "wide"})):
        make = form_with(widget, SHARP)
        drawn.append([without_gaps(make(initial={"place": chosen})["place"]),
                      without_gaps(make({"place": chosen or ""})["place"])])  # fmt: skip
    assert drawn[0] == drawn[1]
    assert "&lt;b&gt;A &amp; B" in drawn[1][0] and "aria-describedby" in drawn[1][0]


def test_is_the_same_with_every_zone_and_when_one_must_choose() -> None:
    for choices in (zone_choices, [("", "Choose"), ("one", "One")]):
        for given in ({"place": "Europe/London"}, {}):
            plain, long = (
                without_gaps(form_with(widget(), choices)(given)["place"])
                for widget in (forms.Select, LongSelect)
            )
            assert plain == long


def test_labels_are_of_the_language_of_the_page() -> None:
    make = form_with(LongSelect(), [("save", gettext_lazy("Yes"))])
    with override("en"):
        assert ">Yes<" in str(make()["place"])
    with override("de"):
        assert ">Ja<" in str(make()["place"])


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many templates were filled in since."""
    render, seen = Template.render, []

    def counted(self: Template, *arguments: object) -> str:
        seen.append(self.name)
        return render(self, *arguments)

    monkeypatch.setattr(Template, "render", counted)
    return lambda: len(seen)


def test_costs_no_template_for_each_option(renders: Callable[[], int]) -> None:
    make = form_with(LongSelect(), zone_choices)
    assert len(zone_choices()) > 300
    str(make({"place": "Europe/London"})["place"])
    assert renders() == 2  # its own, and that of its attributes


def test_the_profile_costs_few(client: Client, amara: User, renders: Callable[[], int]) -> None:
    client.force_login(amara)
    page = client.get(reverse("people:profile")).content.decode()
    assert page.count("<option") > 300
    assert re.search(r'<option value="[^"]+" selected>', page)
    assert renders() < 60
