"""Every field that the register calls private or personal is exported, and is erased."""

from datetime import timedelta

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.services import erase_journal
from desk.take_out.gather import everything
from journals.models import Entry
from people.models import User
from tests.desk.changed import changed
from tests.desk.makers import make_full_journal
from tests.desk.rows_of_person import rows_of, rows_said_by

pytestmark = pytest.mark.django_db
# Their readers' record as well, with nobody's words in it: docs/concerns.md.
OTHERS_TOO = {"journals.Concern", "journals.ConcernStep"}
# Tables that stay empty, or that hold nothing about one person.
NOBODYS = {"account.EmailAddress"}
# What opens a journal and tells nothing: docs/export.md.
STAYS_HERE = {("people.Factor", "secret")}
# Of devices, and of nobody: which answer is whose is nowhere.
STAYS_HERE |= {("meetings.Meeting", "devices")}
STAYS_HERE |= {("meetings.Asking", name) for name in ("pot", "slips", "votes")}
# A file stands beside the data in the ZIP, and its digest in them: test_take_out_files.py.
STAYS_HERE |= {("portfolio.AttachmentPart", "data")}
# Whoever brought the ZIP has it; its data wait beside it, and are in the copy as soon as they came.
STAYS_HERE |= {("desk.BroughtPiece", "data")}
# What belongs to an organisation and outlives each of its people.
OF_THE_ORGANISATION = {"people.Organisation", "people.Team"}


# Of a review in their own journal, a writer gets the words that were given, and not how
# these were saved, which is their reader's.
READERS_ALONE = {("journals.Review", "ledger"), ("journals.Review", "clashes")}


def fields():
    register = yaml.safe_load((settings.BASE_DIR / "reflectjournal" / "register.yaml").read_text())
    for table, classes in register.items():
        for kind in ("private", "personal"):
            for name in classes.get(kind, []):
                if table not in NOBODYS and (table, name) not in STAYS_HERE:
                    yield table, name


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A journal with everything in it, made once: every test is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_full_journal("m").pk
        transaction.set_rollback(True)


@pytest.fixture
def person(made):
    return User.objects.get(pk=made)


@pytest.mark.parametrize(("table", "name"), list(fields()))
def test_changing_it_changes_the_copy_that_a_person_takes(person, table, name):
    rows = rows_of(person)
    assert table in rows, f"{table} is new: say in desk.take_out.gather what a person gets of it"
    shown = change_shows(person, rows[table].first(), name)
    assert shown is ((table, name) not in READERS_ALONE)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("journals.Review", "words"),
        ("journals.Review", "ledger"),
        ("journals.Review", "clashes"),
        ("journals.Reply", "text"),
        ("journals.Reply", "made_at"),
        ("journals.ParkedWords", "fields"),
    ],
)
def test_what_a_reader_wrote_is_in_the_reader_s_copy(person, table, name):
    assert change_shows(person, rows_said_by(person)[table].first(), name)


def change_shows(person, row, name):
    assert row is not None, "make_full_journal makes none"
    before = copy_of(person)
    with transaction.atomic():
        setattr(row, name, changed(row, name))
        row.save(update_fields=[name])
    return copy_of(User.objects.get(pk=person.pk)) != before


def copy_of(person):
    copy = everything(person)
    del copy["made_at"]
    return copy


def test_a_text_has_no_part_that_the_copy_does_not_know(person):
    assert set(Entry.objects.filter(author=person).first().text()) == {
        "title",
        "answers",
        "private_note",
        "happened_on",
    }


@pytest.mark.parametrize("closes", [True, False])
def test_erasing_leaves_no_row_with_a_word_in_it(person, closes):
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=person.pk).update(erase_closes=closes, erase_after=due)
    assert erase_journal(person_id=person.pk, now=timezone.now())
    for table, rows in rows_of(person).items():
        if table in OTHERS_TOO:
            continue
        if table.startswith(("journals.", "promises.", "prompts.", "portfolio.")) or table in (
            "meetings.ParkedPage",
            "supervision.ParkedSheet",
        ):
            assert not rows.exists(), table
        elif closes and table not in OF_THE_ORGANISATION | {
            "people.User",
            "supervision.Supervision",  # the supervisor's record: without the name
            "supervision.Agreement",
            "supervision.Signature",
            "supervision.SupervisionSession",
            "supervision.SessionPart",
            "supervision.SessionAction",
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
        "journals.Share",
        "journals.OutsideReader",
        "journals.Preparation",
        "journals.KeptWords",
        "journals.Review",
        "journals.Reply",
        "journals.ParkedWords",
        "journals.PromiseOfEntry",
        "portfolio.PracticeHours",
        "portfolio.Cpd",
        "portfolio.Feedback",
        "portfolio.Attachment",
        "portfolio.AttachmentPart",
        "portfolio.ReflectiveAccount",
        "portfolio.Discussion",
        "portfolio.Confirmation",
        "portfolio.ParkedForm",
        "promises.Promise",
        "promises.PromiseMove",
        "promises.ParkedForm",
        # A session's own key, or its pair's: supervision.services.leaving.
        "supervision.Supervision",
        "supervision.SupervisionSession",
        "supervision.SessionPart",
        "supervision.SessionTopic",
        "supervision.SessionAction",
        "supervision.ParkedSheet",
        # A meeting's own key, which goes with the meeting: meetings.services.planning.
        "meetings.Meeting",
        "meetings.Asking",
        "meetings.Minute",
        "meetings.ParkedPage",
        "people.Factor",
        "prompts.ProgrammeDraft",
        "prompts.Sitting",
        "desk.Bringing",
        "desk.BroughtPart",
        "desk.BroughtPiece",
        # The pair's own key: supervision.services.leaving.
        "supervision.PairFeedback",
        "supervision.Agreement",
        "supervision.Signature",
    }
