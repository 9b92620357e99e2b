"""How a question stands on a page: what a screen reader and a browser without scripts get."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from prompts.forms import QuestionsForm
from tests.prompts.questions import EVERY_KIND, form_of, make_version

pytestmark = pytest.mark.django_db

ANSWERS = {
    "story": '</textarea><script>alert("x")</script>',
    "barriers": [{"id": "a", "text": '"><img src=x>'}],
    "shift": {"a": {"choice": "yes", "words": "<i>"}},
}


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names):
        return [attrs for tag, attrs in self.tags if tag in names]


def render(group, **more):
    return render_to_string("prompts/includes/question.html", {"group": group, **more})


def without_templates(html):
    return re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)


@pytest.fixture(params=["blank", "answered", "refused"])
def form(request, library):
    if request.param == "refused":
        return form_of(
            {
                "q-story": "x" * 20_001,
                "q-count": "many",
                "q-rough": "maybe",
                "q-used": ["yes", "none"],
                "q-step-by": "soon",
                "q-barriers-rows": ["a"],
                "q-barriers-r-a": "y" * 600,
            }
        )
    answers = ANSWERS if request.param == "answered" else None
    return QuestionsForm(version=make_version(), answers=answers)


@pytest.mark.parametrize("key", [one["key"] for one in EVERY_KIND])
def test_every_field_has_a_name_and_every_pointer_leads_somewhere(form, key):
    page = Page(without_templates(render(form.group(key))))
    ids = [attrs["id"] for _tag, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {attrs["for"] for attrs in page.all("label")}
    for field in page.all("input", "textarea", "select"):
        assert field["name"].startswith("q-")
        if field.get("type") != "hidden":
            assert field["id"] in labelled
    for _tag, attrs in page.tags:
        for pointer in (attrs.get("aria-describedby") or "").split():
            assert pointer in ids, pointer
    assert labelled <= set(ids)
    (section,) = page.all("section")
    assert (section["data-question"], section["id"]) == (key, f"question-{key}")


def test_nothing_that_was_typed_becomes_markup(library):
    form = QuestionsForm(version=make_version(), answers=ANSWERS)
    for group in form.groups:
        html = render(group)
        assert "<script" not in html
        assert "<img" not in html
        assert "<i>" not in html


def test_no_inline_style_or_script(library):
    for group in QuestionsForm(version=make_version(), answers=ANSWERS).groups:
        assert not re.search(r"\s(style|on\w+)=", render(group))


def test_a_choice_can_be_cleared_without_scripts(library):
    html = render(QuestionsForm(version=make_version()).group("rough"))
    assert "No answer" in html
    cleared = form_of({"q-rough": ""}, "rough", answers={"rough": {"choice": "yes"}})
    assert cleared.read() == {"rough": {}}


def test_starters_are_words_without_scripts(library):
    html = render(QuestionsForm(version=make_version()).group("story"))
    assert "<span data-starter-words>I saw …</span>" in html
    assert re.search(r'<button[^>]*data-starter="I saw"[^>]*hidden', html)


def test_a_refused_answer_says_so_beside_its_field(library):
    html = render(form_of({"q-story": "x" * 20_001}, "story").group("story"))
    assert 'aria-invalid="true"' in html
    assert "1 character too long" in html
    assert "x" * 20_001 in html


def test_left_out_characters_are_told(library):
    html = render(form_of({"q-story": "a\x00"}, "story").group("story"))
    assert "1 character that cannot be shown was left out." in html


def test_a_private_group_has_its_line_above(library):
    html = render(QuestionsForm(version=make_version()).group("grouped"))
    assert html.index("Only for you.") < html.index("My own state")
    assert "Meant for you alone" in html


def test_for_each_without_lines_says_what_to_do(library):
    html = render(QuestionsForm(version=make_version()).group("shift"))
    assert "Nothing to ask about yet" in html


def test_an_answer_to_read(library):
    form = QuestionsForm(version=make_version(), answers=ANSWERS)
    question = form.group("story").question
    html = render_to_string(
        "prompts/includes/answer.html", {"question": question, "lines": ["<b>One", "Two"]}
    )
    assert "<p>&lt;b&gt;One</p><p>Two</p>" in html
    blank = render_to_string("prompts/includes/answer.html", {"question": question, "lines": []})
    assert blank.strip() == ""
