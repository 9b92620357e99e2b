"""Every field that the register calls private or personal is exported, and is erased."""

from datetime import timedelta

import pytest
import yaml
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.models import Bringing, BroughtPart
from desk.services import erase_journal
from desk.take_out.gather import everything
from journals.models import (
    BeforeGroup,
    Clash,
    ComingBack,
    Concern,
    ConcernStep,
    DepthWish,
    Entry,
    EntryRevision,
    KeptWords,
    OutsideReader,
    ParkedForm,
    ParkedWords,
    Preparation,
    PromiseOfEntry,
    Reply,
    Review,
    Share,
    ShareMove,
)
from meetings.models import Meeting, Minute, ParkedPage
from notices.models import Wish
from people.models import Address, Factor, Invitation, Membership, Organisation, Team, User
from portfolio.models import (
    AccountSource,
    Attachment,
    AttachmentPart,
    Confirmation,
    Cpd,
    Cycle,
    Discussion,
    Feedback,
    PracticeHours,
    ReflectiveAccount,
)
from portfolio.models import ParkedForm as ParkedPortfolio
from promises.models import HandOver, Promise, PromiseMove
from promises.models import ParkedForm as ParkedPromise
from prompts.models import ProgrammeDraft, Sitting
from supervision.models import (
    Agreement,
    Capacity,
    Handing,
    PairFeedback,
    ParkedSheet,
    SessionAction,
    SessionPart,
    SessionTopic,
    Signature,
    Supervision,
    SupervisionSession,
)
from tests.desk.changed import changed
from tests.desk.makers import make_full_journal

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


def rows_of(person):
    """For each table of the register, this person's rows."""
    return {
        "people.User": User.objects.filter(pk=person.pk),
        "people.Address": Address.objects.filter(user=person),
        "people.Organisation": Organisation.objects.filter(memberships__user=person),
        "people.Team": Team.objects.filter(memberships__user=person),
        "people.Membership": Membership.objects.filter(user=person),
        "people.Invitation": Invitation.objects.filter(accepted_by=person),
        "people.Factor": Factor.objects.filter(user=person),
        "notices.Wish": Wish.objects.filter(person=person),
        "prompts.ProgrammeDraft": ProgrammeDraft.objects.filter(person=person),
        "prompts.Sitting": Sitting.objects.filter(person=person),
        # A text that waits: every field of it says something.
        "desk.Bringing": Bringing.objects.filter(person=person, kind="text"),
        "desk.BroughtPart": BroughtPart.objects.filter(bringing__person=person).exclude(
            bringing__kind="journal"
        ),
        "supervision.Supervision": Supervision.objects.filter(supervisee=person),
        "supervision.Agreement": Agreement.objects.filter(supervision__supervisee=person),
        "supervision.Signature": Signature.objects.filter(person=person),
        "supervision.PairFeedback": PairFeedback.objects.filter(supervision__supervisee=person),
        "supervision.ParkedSheet": ParkedSheet.objects.filter(owner=person),
        "supervision.Capacity": Capacity.objects.filter(supervisor=person),
        "supervision.SupervisionSession": SupervisionSession.objects.filter(
            parts__person=person, recorded_at__isnull=False
        ),
        "supervision.SessionPart": SessionPart.objects.filter(
            person=person, session__recorded_at__isnull=False
        ),
        "supervision.SessionTopic": SessionTopic.objects.filter(by=person),
        "supervision.SessionAction": SessionAction.objects.filter(owner=person),
        "supervision.Handing": Handing.objects.filter(supervision__supervisee=person),
        "journals.Entry": Entry.objects.filter(author=person),
        "journals.EntryRevision": EntryRevision.objects.filter(entry__author=person),
        "journals.Clash": Clash.objects.filter(entry__author=person),
        "journals.ParkedForm": ParkedForm.objects.filter(entry__author=person),
        "journals.Share": Share.objects.filter(author=person),
        "journals.ShareMove": ShareMove.objects.filter(share__author=person),
        # One that was put and taken back: every field of it says something.
        "journals.BeforeGroup": BeforeGroup.objects.filter(share__author=person),
        "journals.OutsideReader": OutsideReader.objects.filter(share__author=person),
        "journals.Preparation": Preparation.objects.filter(entry__author=person),
        "journals.KeptWords": KeptWords.objects.filter(person=person),
        "journals.Review": Review.objects.filter(share__author=person, given_at__isnull=False),
        "journals.DepthWish": DepthWish.objects.filter(person=person),
        "journals.ComingBack": ComingBack.objects.filter(person=person),
        "journals.Reply": Reply.objects.filter(share__author=person),
        "journals.ParkedWords": ParkedWords.objects.filter(share__author=person, by_writer=True),
        "journals.Concern": Concern.objects.filter(writer=person),
        # One that was put off: every field of it says something.
        "journals.ConcernStep": ConcernStep.objects.filter(
            concern__writer=person, until__isnull=False
        ),
        "journals.PromiseOfEntry": PromiseOfEntry.objects.filter(entry__author=person),
        # An answered one first: every field of it says something.
        "meetings.Meeting": Meeting.objects.filter(facilitator=person).order_by("-starts_at"),
        "meetings.Minute": Minute.objects.filter(meeting__facilitator=person),
        "meetings.ParkedPage": ParkedPage.objects.filter(person=person),
        "portfolio.Cycle": Cycle.objects.filter(owner=person),
        "portfolio.PracticeHours": PracticeHours.objects.filter(owner=person),
        "portfolio.Cpd": Cpd.objects.filter(owner=person),
        "portfolio.Feedback": Feedback.objects.filter(owner=person),
        "portfolio.Attachment": Attachment.objects.filter(owner=person),
        "portfolio.AttachmentPart": AttachmentPart.objects.filter(attachment__owner=person),
        "portfolio.ReflectiveAccount": ReflectiveAccount.objects.filter(cycle__owner=person),
        "portfolio.AccountSource": AccountSource.objects.filter(account__cycle__owner=person),
        "portfolio.Discussion": Discussion.objects.filter(cycle__owner=person),
        "portfolio.Confirmation": Confirmation.objects.filter(cycle__owner=person),
        "portfolio.ParkedForm": ParkedPortfolio.objects.filter(owner=person),
        "promises.Promise": Promise.objects.filter(owner=person).order_by("state"),
        "promises.PromiseMove": PromiseMove.objects.filter(promise__owner=person),
        "promises.HandOver": HandOver.objects.filter(promise__owner=person),
        "promises.ParkedForm": ParkedPromise.objects.filter(owner=person),
        "usersessions.UserSession": UserSession.objects.filter(user=person),
    }


def rows_said_by(person):
    """The person's rows in the journals of others."""
    return {
        "journals.Review": Review.objects.filter(share__reader=person, given_at__isnull=True),
        "journals.Reply": Reply.objects.filter(share__reader=person, by_writer=False),
        "journals.ParkedWords": ParkedWords.objects.filter(share__reader=person, by_writer=False),
    }


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
