"""What the library shows and a portfolio keeps: one place for it, where it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from portfolio.parts import PARTS
from prompts.models import Programme, Prompt, PromptVersion
from tests.makers import make_entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def start(prompt: Prompt) -> str:
    return reverse("journals:entry_start", args=[prompt.pk])


@pytest.mark.parametrize("key", ["hours", "cpd", "feedback"])
def test_a_log_of_the_library_leads_to_the_log(client: Client, key: str) -> None:
    programme = Programme.objects.get(key=f"nmc-{key}")
    prompt = programme.prompts.get()
    pages = [programme.get_absolute_url(), reverse("prompts:prompt_preview", args=[prompt.pk])]
    for page in pages:
        text = client.get(page).text
        assert f'href="/portfolio/{key}/new/"' in text and start(prompt) not in text
    assert client.post(start(prompt)).status_code == 404


def test_only_what_has_a_page_there_is_taken_away(client: Client) -> None:
    before, after = Prompt.objects.filter(programme__key="nmc-discussion").order_by("position")
    text = client.get(before.programme.get_absolute_url()).text
    assert start(before) in text and start(after) not in text
    assert 'class="button" href="/portfolio/"' in text and str(PARTS["discussion"]) in text
    assert client.post(start(before)).status_code == 303


def test_each_part_that_the_library_names_is_there() -> None:
    named = set(Prompt.objects.exclude(kept_in="").values_list("kept_in", flat=True))
    assert named == {"hours", "cpd", "feedback", "discussion", "confirmation"}
    assert named <= set(PARTS)


def test_what_was_written_before_is_written_on(client: Client, amara: User) -> None:
    version = PromptVersion.objects.in_library().get(prompt__programme__key="nmc-cpd")
    entry = make_entry(amara, version, answers={"topic": "Sepsis"})
    assert "Sepsis" in client.get(reverse("journals:entry_write", args=[entry.pk])).text
    assert "Sepsis" in client.get(entry.get_absolute_url()).text
