"""The crispy pack: label, hint, error, control, joined by ids, for every widget."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    Button,
    ButtonHolder,
    Column,
    Div,
    Field,
    Fieldset,
    Layout,
    Row,
    Submit,
)
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from tests.look.stage import EveryWidget

CONTROLS = {"input", "select", "textarea"}


class Page(HTMLParser):
    """What a browser would make of it: ids, labels, and who describes whom."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.ids = [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag in tags]

    def classed(self, name: str) -> list[dict[str, str]]:
        return [attrs for _, attrs in self.elements if name in attrs.get("class", "").split()]


def in_template(form: forms.Form, source: str) -> str:
    return Template("{% load crispy_forms_tags %}" + source).render(Context({"form": form}))


def by_tag(form: forms.Form) -> str:
    return render_crispy_form(form)


def by_filter(form: forms.Form) -> str:
    return in_template(form, "{{ form|crispy }}")


def by_field(form: forms.Form) -> str:
    return in_template(form, "{% for field in form %}{{ field|as_crispy_field }}{% endfor %}")


@pytest.fixture(params=[by_tag, by_filter, by_field])
def rendered(request: pytest.FixtureRequest) -> tuple[Page, Page]:
    return Page(request.param(EveryWidget())), Page(request.param(EveryWidget({})))


def test_every_control_has_a_label(rendered: tuple[Page, Page]) -> None:
    for page in rendered:
        labelled = {attrs["for"] for attrs in page.all("label")}
        for attrs in page.all(*CONTROLS):
            assert attrs.get("type") == "hidden" or attrs["id"] in labelled, attrs


def test_no_id_stands_twice(rendered: tuple[Page, Page]) -> None:
    for page in rendered:
        assert len(page.ids) == len(set(page.ids))


def test_what_describes_a_control_is_there(rendered: tuple[Page, Page]) -> None:
    for page in rendered:
        for _, attrs in page.elements:
            for id in attrs.get("aria-describedby", "").split():
                assert id in page.ids, attrs


def test_hint_and_error_describe_the_control(rendered: tuple[Page, Page]) -> None:
    clean, wrong = rendered
    [words] = clean.all("textarea")
    assert words["aria-describedby"] == "id_words_helptext"
    [words] = wrong.all("textarea")
    assert words["aria-describedby"] == "id_words_helptext id_words_error"
    assert words["aria-invalid"] == "true"
    groups = [attrs.get("aria-describedby") for attrs in wrong.all("fieldset")]
    assert "id_can_shift_helptext id_can_shift_error" in groups


def test_an_error_says_so_in_words(rendered: tuple[Page, Page]) -> None:
    clean, wrong = rendered
    assert "Error:" not in clean.text
    assert wrong.text.count("Error:") == len(EveryWidget({}).errors)


def test_groups_are_fieldsets_with_legends(rendered: tuple[Page, Page]) -> None:
    clean, _ = rendered
    legends = len(clean.all("legend"))
    assert legends == len(clean.all("fieldset")) >= 3


def test_the_summary_comes_first_and_leads_to_every_field() -> None:
    form = EveryWidget({})
    form.add_error(None, "Two answers do not fit together.")
    for render in (by_tag, by_filter):
        page = Page(render(form))
        targets = [attrs["href"][1:] for attrs in page.all("a")]
        assert targets == [target for target in targets if target in page.ids]
        assert len(targets) == len(form.errors) - 1  # all but the form's own
        assert "id_can_shift_0" in targets and "id_words" in targets
        assert page.classed("error-summary")[0]["tabindex"] == "-1"
        html = render(form)
        assert html.index("error-summary") < html.index("field__label")


def test_no_summary_without_errors() -> None:
    assert not Page(by_tag(EveryWidget())).classed("error-summary")


def test_hidden_fields_stay_hidden(rendered: tuple[Page, Page]) -> None:
    for page in rendered:
        assert [a["name"] for a in page.all("input") if a.get("type") == "hidden"] == ["secret"]
        assert "Secret" not in page.text


class Short(forms.Form):
    first = forms.CharField()
    second = forms.CharField()
    third = forms.BooleanField(required=False)


def test_layout_pieces_keep_their_fields_and_classes() -> None:
    form = Short()
    form.helper = FormHelper()
    form.helper.form_class = "stack"
    form.helper.layout = Layout(
        Fieldset("About you", Row(Column("first"), css_class="row--apart"), css_id="about"),
        Div(Field("second", wrapper_class="wide"), css_class="panel"),
        "third",
        ButtonHolder(Submit("save", "Save"), Button("later", "Later", css_class="button--link")),
    )
    page = Page(render_crispy_form(form))
    [outer] = page.all("form")
    assert outer["class"] == "stack" and outer["method"] == "post"
    assert {"about", "id_first", "id_second", "id_third"} <= set(page.ids)
    assert page.classed("row--apart") and page.classed("panel") and page.classed("wide")
    save, later = page.all("button")
    assert (save["type"], save["class"].split(), save["value"]) == ("submit", ["button"], "Save")
    assert later["class"].split() == ["button", "button--quiet", "button--link"]
    assert "About you" in page.text and not page.all("input[type=submit]")


def test_helper_inputs_become_buttons() -> None:
    form = Short()
    form.helper = FormHelper()
    form.helper.add_input(Submit("save", "Save"))
    page = Page(render_crispy_form(form))
    assert [attrs["name"] for attrs in page.all("button")] == ["save"]


def test_formsets_render() -> None:
    formset = forms.formset_factory(Short, extra=2)()
    page = Page(in_template(formset, "{% crispy form %}"))
    assert "id_form-0-first" in page.ids and "id_form-1-third" in page.ids
    assert "id_form-TOTAL_FORMS" in page.ids


def test_markup_in_labels_choices_and_errors_is_only_text() -> None:
    class Hostile(forms.Form):
        field = forms.ChoiceField(
            label="<b>label</b>",
            help_text="<b>help</b>",
            choices=[("a", "<b>choice</b>")],
            widget=forms.RadioSelect,
        )

    form = Hostile({})
    form.add_error("field", "<b>error</b>")
    assert "<b>" not in by_tag(form)
