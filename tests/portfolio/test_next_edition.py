"""A code of 2027 with other counts, other questions and another form: with files, and no code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import Entry
from people.models import User
from portfolio.accounts import form_of
from portfolio.models import Cycle, ReflectiveAccount
from portfolio.parts import parts_of
from prompts.models import Framework
from prompts.services.loading import load_library
from prompts.shelf import FOLDER
from tests.portfolio.makers import make_cycle
from tests.portfolio.test_cycles import follow, shown
from vault.ids import new_id

pytestmark = pytest.mark.django_db

CODE = """
key: nmc-2027
name: The Code of a test
short_name: The Code (2027)
regulator: Nursing and Midwifery Council (NMC), United Kingdom
country: GB
effective_from: 2027-10-01
follows: nmc-2018
licence_note: Of a test.
source_url: https://www.nmc.org.uk/standards/code/
period_months: 24
requirements:
  - {key: cpd, title: Learning, amount: 21, unit: hours}
  - {key: accounts, title: Accounts, amount: 2, unit: accounts}
  - key: discussion
    title: Reflective discussion
    form:
      who: [Whoever was there may sign.]
      signer: The listener
      signer_pin: number of 2027
      signed: "We talked of {count} accounts."
  - {key: wellbeing, title: How you look after yourself, note: You declare this yourself.}
themes:
  - title: Listen first
    standards: [{code: "1", heading: Hear people out}]
  - title: Stay curious
    standards: [{code: "2", heading: Go on learning}]
"""
FORM = """
key: nmc-account-2027
title: Account of 2027
purpose: One of two accounts.
kind: framework
audience: [nurse]
minutes: 9
position: 14
source: {label: A test, citation: Of a test.}
prompts:
  - key: account
    title: Account of 2027
    minutes: 9
    offers: [account, share]
    questions:
      - {key: met, kind: long_text, text: "Whom did you listen to?"}
      - {key: how_often, kind: number, text: "How often?", most: 99}
      - {key: part, kind: standards, text: "Which theme is it?", framework: nmc-2027, pick: themes,
         own: false, required_by_regulator: true}
      - {key: why, kind: long_text, text: "Why that one?"}
"""
ANSWERS = {
    "met": "A person who would not eat.",
    "how_often": "3",
    "part": {"themes": ["Listen first"]},
    "why": "Because I heard it.",
}


@pytest.fixture
def code(tmp_path: Path) -> Framework:
    folder = tmp_path / "library"
    shutil.copytree(FOLDER, folder)
    (folder / "frameworks" / "nmc-2027.yaml").write_text(CODE)
    (folder / "nmc-account-2027.yaml").write_text(FORM)
    before = folder / "frameworks" / "nmc-2018.yaml"
    there = before.read_text()
    assert "effective_to: null" in there
    before.write_text(there.replace("effective_to: null", "effective_to: 2027-09-30"))
    load_library(folder=folder)
    return Framework.objects.get(key="nmc-2027")


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def cycle(amara: User, code: Framework) -> Cycle:
    return make_cycle(amara, code)


def written(client: Client, cycle: Cycle) -> ReflectiveAccount:
    """An account, begun on its page and written."""
    new = new_id()
    here = reverse("portfolio:account_create", args=[cycle.pk])
    assert client.post(here, {"new": new.hex}).status_code == 303
    account = ReflectiveAccount.objects.get(pk=new)
    entry = Entry.objects.get(pk=account.entry_id)
    entry.answers, entry.revision = ANSWERS, 1
    entry.save()
    return account


def test_a_cycle_asks_what_the_new_code_asks(client: Client, amara: User, cycle: Cycle) -> None:
    assert 'value="nmc-2027"' in client.get(reverse("portfolio:cycle_create")).text
    text = shown(client, cycle.get_absolute_url())
    assert "21 hours" in text and "2 accounts" in text and "How you look after yourself" in text
    assert "Confirmation" not in text and "Practice hours" not in text
    form = form_of(cycle.framework, amara)
    assert form is not None and form.title == "Account of 2027"


def test_an_account_of_the_new_form_counts_and_is_printed(client: Client, cycle: Cycle) -> None:
    account = written(client, cycle)
    here = reverse("portfolio:account_check", args=[account.pk])
    seen = re.search(r'name="seen" value="(\w+)"', client.get(here).text)
    assert seen is not None
    assert "Done." in follow(client, client.post(here, {"do": "done", "seen": seen[1]}))
    assert "1 reflective account" in shown(client, cycle.get_absolute_url())
    file = client.post(here, {"do": "take", "seen": seen[1], "shape": "text"}).text
    order = ["How often?: 3", "1. Whom did you listen to?", "A person who would not eat.",
             "2. Which theme is it?", "Because I heard it.", "Listen first (chosen)",
             "Stay curious"]  # fmt: skip
    places = [file.find(words) for words in order]
    assert -1 not in places and places == sorted(places), file
    assert "Why that one?" not in file  # the picker asks it, as on the form of 2018


def test_only_the_form_that_it_asks_for_is_there(client: Client, cycle: Cycle) -> None:
    assert [*parts_of(cycle.framework)] == [
        "accounts", "hours", "cpd", "feedback", "coverage", "discussion",
    ]  # fmt: skip
    assert client.get(reverse("portfolio:confirmation", args=[cycle.pk])).status_code == 404
    here = f"{reverse('portfolio:pack', args=[cycle.pk])}?part=discussion"
    seen = re.search(r'name="seen" value="(\w+)"', client.get(here).text)
    assert seen is not None
    file = client.post(here, {"do": "take", "seen": seen[1], "shape": "text"}).text
    assert "1\t\n2\t\n" in file and "We talked of …… accounts." in file
    assert "The listener\n" in file and "number of 2027: \n" in file and "NMC" not in file
    page = shown(client, reverse("portfolio:discussion", args=[cycle.pk]))
    assert "Whoever was there may sign." in page and "Their number of 2027" in page
    assert "NMC" not in page
