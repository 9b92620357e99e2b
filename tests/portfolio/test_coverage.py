"""Which parts of a code a person's writing touches, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from portfolio.coverage import Part, coverage_of
from portfolio.models import Cycle
from prompts.models import Framework, PromptVersion, Standard
from tests.makers import make_entry, make_prompt_version
from tests.portfolio.makers import make_account, make_cycle, make_framework
from tests.portfolio.test_cycles import shown

TODAY = timezone.localdate()


def standards(framework: Framework, near: dict[str, Any] | None = None) -> None:
    for position, (code, theme) in enumerate([("1", "People"), ("2", "People"), ("3", "Safety")]):
        Standard.objects.create(
            framework=framework,
            code=code,
            theme=theme,
            heading=f"Heading {code} of {framework.key}",
            near=near or {},
            position=position,
        )


def asking(framework: Framework) -> PromptVersion:
    questions = [
        {"key": "said", "kind": "long_text", "text": "What?"},
        {"key": "code", "kind": "standards", "text": "Which part?", "framework": framework.key},
    ]
    return make_prompt_version(questions)


def ticked(framework: Framework, *codes: str, themes: tuple[str, ...] = ()) -> dict[str, Any]:
    rows = [{"framework": framework.key, "code": one, "heading": "As it read"} for one in codes]
    return {"said": "zq", "code": {"standards": rows, "themes": list(themes)}}


@pytest.fixture
def own(db: None) -> Framework:
    made = make_framework()
    standards(made)
    return made


@pytest.fixture
def other(own: Framework) -> Framework:
    made = make_framework("another-country")
    standards(made, near={own.key: ["2"]})
    return made


def part(cycle: Cycle, code: str) -> Part:
    themes = coverage_of(cycle, cycle.owner).themes
    found = [one for theme in themes for one in theme.parts]
    return next(one for one in found if one.standard and one.standard.code == code)


@pytest.mark.parametrize(
    "odd", [{"themes": 5}, {"standards": 5}, {"standards": [5, {"code": None}]}, [1], "text"]
)
def test_an_answer_that_came_in_odd_breaks_no_page(amara: User, own: Framework, odd: Any) -> None:
    cycle = make_cycle(amara, framework=own)
    make_entry(amara, asking(own), answers={"said": "zq", "code": odd})
    assert coverage_of(cycle, amara).themes


def test_by_what_was_ticked_in_the_days_of_the_cycle(amara: User, own: Framework) -> None:
    cycle, version = make_cycle(amara, own), asking(own)
    account = make_entry(amara, version, answers=ticked(own, "1", themes=("Safety",)))
    make_account(cycle, account)
    make_entry(amara, version, answers=ticked(own, "1"))
    before = cycle.starts_on - timedelta(days=1)
    make_entry(amara, version, answers=ticked(own, "2"), happened_on=before)
    make_entry(amara, version, answers=ticked(own, "2"), deleted=True)
    make_entry(amara, version, answers={"said": "no part", "code": "torn"})
    first, second = part(cycle, "1"), part(cycle, "2")
    assert (len(first.accounts), len(first.entries)) == (1, 1)
    assert not second.touches
    people, safety = coverage_of(cycle, amara).themes
    assert (len(people.whole.touches), len(safety.whole.touches)) == (2, 1)
    assert not safety.parts[0].touches  # the theme was ticked, and no part of it


def test_an_entry_keeps_its_code_and_is_said_to_be_near(
    amara: User, own: Framework, other: Framework
) -> None:
    cycle = make_cycle(amara, other)
    make_account(cycle, make_entry(amara, asking(own), answers=ticked(own, "2")))
    for code in ("1", "2", "3"):  # each of them is on file as near to it
        found = part(cycle, code)
        assert not found.touches
        assert found.near == [(own.short_name, "2")]
    # Read from the other side too.
    cycle.framework = own
    make_entry(amara, asking(other), answers=ticked(other, "3"))
    assert part(cycle, "2").near == [(other.short_name, "3")]
    assert len(part(cycle, "2").accounts) == 1


def test_the_page_says_it_in_words(
    amara: User, ben: User, own: Framework, sign_in: Callable[..., Client]
) -> None:
    cycle, version = make_cycle(amara, own), asking(own)
    client = sign_in(Client(), amara)
    address = reverse("portfolio:coverage", args=[cycle.pk])
    text = shown(client, address)
    assert "No entry of these days has a part of a code ticked yet." in text
    make_entry(amara, version, answers=ticked(own, "1"), title="A good night")
    make_entry(amara, version, answers=ticked(own, "1"), title="The fall", stays_away=True)
    make_entry(ben, version, answers=ticked(own, "3"), title="Ben's own")
    text = shown(client, address)
    assert "1 Heading 1 of code-of-tests 2 other entries" in text
    assert "A good night" in text
    assert "The fall" not in text
    assert "an entry that stays away" in text
    assert "3 Heading 3 of code-of-tests not touched so far" in text
    assert sign_in(Client(), ben).get(address).status_code == 404


def test_a_code_without_parts_is_said_to_have_none(
    amara: User, sign_in: Callable[..., Client]
) -> None:
    cycle = make_cycle(amara)
    address = reverse("portfolio:coverage", args=[cycle.pk])
    assert "No parts of this code are on file" in shown(sign_in(Client(), amara), address)
