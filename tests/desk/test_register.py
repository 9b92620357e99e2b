"""Every field that the register calls private or personal is exported, and is erased."""

from datetime import date, timedelta

import pytest
import yaml
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.services import erase_journal
from desk.take_out.gather import everything
from journals.models import Clash, Entry, EntryRevision, ParkedForm
from people.models import Address, Invitation, Membership, Organisation, Team, User
from supervision.models import Supervision
from tests.desk.makers import make_full_journal

pytestmark = pytest.mark.django_db
# Tables that stay empty, or that hold nothing about one person.
NOBODYS = {"account.EmailAddress"}
# What belongs to an organisation and outlives each of its people.
OF_THE_ORGANISATION = {"people.Organisation", "people.Team"}


def rows_of(person):
    """For each table of the register, this person's rows."""
    return {
        "people.User": User.objects.filter(pk=person.pk),
        "people.Address": Address.objects.filter(user=person),
        "people.Organisation": Organisation.objects.filter(memberships__user=person),
        "people.Team": Team.objects.filter(memberships__user=person),
        "people.Membership": Membership.objects.filter(user=person),
        "people.Invitation": Invitation.objects.filter(accepted_by=person),
        "supervision.Supervision": Supervision.objects.filter(supervisee=person),
        "journals.Entry": Entry.objects.filter(author=person),
        "journals.EntryRevision": EntryRevision.objects.filter(entry__author=person),
        "journals.Clash": Clash.objects.filter(entry__author=person),
        "journals.ParkedForm": ParkedForm.objects.filter(entry__author=person),
        "usersessions.UserSession": UserSession.objects.filter(user=person),
    }


def fields():
    register = yaml.safe_load((settings.BASE_DIR / "reflectjournal" / "register.yaml").read_text())
    for table, classes in register.items():
        for kind in ("private", "personal"):
            for name in classes.get(kind, []):
                if table not in NOBODYS:
                    yield table, name


@pytest.mark.parametrize(("table", "name"), list(fields()))
def test_changing_it_changes_the_copy_that_a_person_takes(table, name):
    person = make_full_journal("m")
    rows = rows_of(person)
    assert table in rows, f"{table} is new: say in desk.take_out.gather what a person gets of it"
    row = rows[table].first()
    assert row is not None, f"make_full_journal makes no {table}"
    before = copy_of(person)
    with transaction.atomic():
        setattr(row, name, another(getattr(row, name)))
        row.save(update_fields=[name])
    assert copy_of(User.objects.get(pk=person.pk)) != before


def copy_of(person):
    copy = everything(person)
    del copy["made_at"]
    return copy


def another(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return {"system": "dark", "Europe/London": "Europe/Paris", "GB": "IE"}.get(
            value, "198.51.100.1" if value.startswith("203.") else f"{value}x"
        )
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, dict):
        return {**value, "title": "x"} if "title" in value else value | {"another": ["x"]}
    if isinstance(value, date):
        return value + timedelta(days=1)
    assert value is None
    return date(2100, 1, 1)


def test_a_text_has_no_part_that_the_copy_does_not_know():
    person = make_full_journal("m")
    assert set(Entry.objects.filter(author=person).first().text()) == {
        "title",
        "answers",
        "private_note",
        "happened_on",
    }


@pytest.mark.parametrize("closes", [True, False])
def test_erasing_leaves_no_row_with_a_word_in_it(closes):
    person = make_full_journal("m")
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=person.pk).update(erase_closes=closes, erase_after=due)
    assert erase_journal(person_id=person.pk, now=timezone.now())
    for table, rows in rows_of(person).items():
        if table.startswith("journals."):
            assert not rows.exists(), table
        elif closes and table not in OF_THE_ORGANISATION | {
            "people.User",
            "supervision.Supervision",  # the supervisor's record: without the name
        }:
            assert not rows.exists(), table
    if closes:
        left = User.objects.get(pk=person.pk)
        assert left.display_name == ""
        assert left.email.endswith("@erased.invalid")


def test_every_key_is_somebodys_whose_erasure_is_known():
    """A new kind of sealed row must say in desk.services what becomes of it."""
    from vault.models import KeyHolder

    holding = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is KeyHolder
    }
    assert holding == {
        "people.User",
        "journals.Entry",
        "journals.EntryRevision",
        "journals.Clash",
        "journals.ParkedForm",
    }
