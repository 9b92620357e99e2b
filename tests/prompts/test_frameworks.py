"""Editions of regulators' codes: what is in force, what is asked for, and what comes next."""

import shutil
from datetime import date

import pytest
import time_machine
import yaml
from django.urls import reverse

from journals.models import Entry
from prompts.models import Framework, Requirement, Standard
from prompts.schema import LibraryErrors
from prompts.services import load_library
from prompts.shelf import FOLDER, read_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "library")


@pytest.fixture
def reader(client, amara, sign_in, library):
    return sign_in(client, amara)


def rewrite(folder, key, **changes):
    path = folder / "frameworks" / f"{key}.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | changes))


NEW_THEMES = [{"title": "People", "standards": [{"code": "1", "heading": "Be kind"}]}]


def publish(folder):
    """As an operator would, when the new Code is out: two files, and no code."""
    rewrite(folder, "nmc-2018", effective_to=date(2027, 9, 30))
    asked = [{"key": "accounts", "title": "Accounts", "amount": 4, "unit": "accounts"}]
    out = {"effective_from": date(2027, 10, 1), "themes": NEW_THEMES, "requirements": asked}
    rewrite(folder, "nmc-2027", **out)


def test_the_edition_that_is_announced_is_filled_by_its_file_alone(folder):
    load_library(folder=folder)
    old, new = (Framework.objects.get(key=key) for key in ("nmc-2018", "nmc-2027"))
    assert (old.state, new.state) == ("in-force", "announced")
    assert not new.standards.exists()
    publish(folder)
    load_library(folder=folder)
    for day, states in [
        (date(2027, 9, 30), ("in-force", "to-come")),
        (date(2027, 10, 1), ("over", "in-force")),
    ]:
        found = [Framework.objects.get(key=key).state_on(day) for key in ("nmc-2018", "nmc-2027")]
        assert tuple(found) == states
    assert Requirement.objects.get(framework__key="nmc-2027").amount == 4
    assert Standard.objects.filter(framework__key="nmc-2018").count() == 25


def test_what_was_tagged_stays_under_its_edition(folder, client, amara, sign_in):
    """An answer names its framework and keeps the headings that it chose."""
    load_library(folder=folder)
    prompt_start = reverse("journals:entry_start", args=[_account().pk])
    written = sign_in(client, amara).post(prompt_start, follow=True)
    assert written.status_code == 200
    publish(folder)
    load_library(folder=folder)
    entry = Entry.objects.visible_to(amara).get()
    asked = [one for one in entry.prompt_version.asked if one.kind == "standards"]
    assert [one.framework for one in asked] == ["nmc-2018"]


def _account():
    from prompts.models import Prompt

    return Prompt.objects.get(programme__key="nmc-account")


def one_standard(near):
    line = {"code": "1", "heading": "H", "near": near}
    return {"themes": [{"title": "T", "standards": [line]}]}


def asks(*lines):
    return {"requirements": [{"key": "cpd", "title": "Learning"} | one for one in lines]}


OUT = {"effective_from": date(2027, 10, 1)}


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        ("nmc-2027", {"follows": "nobody-knows"}, 'there is no other framework "nobody-knows"'),
        ("nmc-2027", {"follows": "nmc-2027"}, 'there is no other framework "nmc-2027"'),
        ("nmc-2027", OUT | {"themes": NEW_THEMES}, "a last day before"),
        ("nmc-2027", OUT, 'needs its "themes"'),
        ("nmc-2018", {"effective_to": date(2014, 1, 1)}, '"effective_to" is before'),
        ("nmbi-2021", one_standard({"nmc-2018": ["99"]}), "nmc-2018 has no standard 99"),
        ("nmbi-2021", one_standard({"no-such": ["1"]}), 'there is no other framework "no-such"'),
        (
            "cno-2023",
            asks({"amount": 5, "at_least": 6, "of_which": "alone"}),
            "more than the whole",
        ),
        ("cno-2023", asks({"at_least": 6, "of_which": "with others"}), 'needs an "amount"'),
        ("cno-2023", asks({"amount": 9, "at_least": 6}), "go together"),
        ("cno-2023", asks({}, {}), 'two requirements have the key "cpd"'),
    ],
)
def test_what_does_not_fit_is_said_with_its_file(folder, key, changes, said):
    rewrite(folder, key, **changes)
    with pytest.raises(LibraryErrors) as refused:
        read_library(folder)
    assert any(said in line and line.startswith(f"{key}.yaml") for line in refused.value.lines)


def test_a_requirement_that_is_gone_from_the_file_goes(folder):
    load_library(folder=folder)
    rewrite(folder, "cno-2023", requirements=[])
    assert "framework cno-2023, requirement goals: removed" in load_library(folder=folder)
    assert not Requirement.objects.filter(framework__key="cno-2023").exists()


def test_the_list_says_which_edition_holds(reader):
    page = reader.get(reverse("prompts:framework_list")).content.decode()
    assert page.count("In force") == 4
    assert page.count("Announced") == 1
    assert 'href="/library/codes/nmc-2027/"' in page


def test_the_page_of_one_says_what_is_asked_for(reader):
    page = reader.get("/library/codes/nmc-2018/").content.decode()
    for said in (
        "450 hours",
        "900 with two registrations",
        "at least 20 of it learning with others",
        "In each 36 months of registration.",
        "The edition after it",
    ):
        assert said in page
    announced = reader.get("/library/codes/nmc-2027/").content.decode()
    assert "has been announced, and is not out" in announced
    assert "have not been compared" not in announced
    near = reader.get("/library/codes/nmba-rn-2016/").content.decode()
    assert "Near it in The NMC Code (2018): 6, 10" in near
    assert "No regulator has looked at it." in near


def test_an_edition_that_is_over_says_so(reader):
    Framework.objects.filter(key="nmc-2018").update(effective_to=date(2027, 9, 30))
    with time_machine.travel("2026-11-27"):
        assert "no longer in force" not in reader.get("/library/codes/nmc-2018/").content.decode()
    assert Framework.objects.get(key="nmc-2018").state_on(date(2027, 10, 1)) == "over"
