"""Of each table of the register, the rows that are one person's."""

from allauth.usersessions.models import UserSession

from desk.models import Bringing, BroughtPart
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
