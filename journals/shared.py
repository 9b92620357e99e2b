"""What a writer sees of what they shared."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Window,
)
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journals import news
from journals.models import SLOTS, Entry, ParkedWords, Reply, Review, Share
from journals.models.entries import EntryQuerySet
from journals.models.shares import ShareQuerySet
from journals.services.reviewing import LONGEST
from journals.services.sharing import SITTING
from people.models import AuditEvent, User
from prompts.texts import clean_text


def given_by(person: User) -> ShareQuerySet:
    """The person's shares, with whether they are open now and whether something is new."""
    about = news.unseen_by(person).filter(about_id=OuterRef("pk"))
    given = Share.objects.own_of(person)
    marks = {
        "is_in_hand": ExpressionWrapper(given.is_in_hand(), BooleanField()),
        "has_news": Exists(about),
        "has_words": Exists(news.unseen_words(person).filter(about_id=OuterRef("pk"))),
        # Given reviews alone have one.
        "outcome": F("review__outcome"),
    }
    return given.annotate(**marks)


def listed_by_entry(person: User) -> ShareQuerySet:
    """All of them: the entry shared last comes first, and all shares of one stand together."""
    latest = Window(Max("shared_at"), partition_by=F("entry"))
    shares = given_by(person).listed().select_related("entry__prompt_version")
    shares = shares.defer(
        "snapshot",
        "prompt_version__questions",
        "entry__answers",
        "entry__ledger",
        "entry__private_note",
        "entry__prompt_version__questions",
    )
    return shares.annotate(latest=latest).order_by("-latest", "entry", "-shared_at", "pk")


@dataclass(frozen=True)
class Line:
    """One share in the list."""

    share: Share
    state: str
    opened: Opened


@dataclass(frozen=True)
class EntryLines:
    entry: Entry
    lines: list[Line]


def lines_of(shares: Iterable[Share], person: User) -> list[EntryLines]:
    shares = list(shares)
    opened = openings(shares, person)
    return [
        EntryLines(same[0].entry, [_line(share, opened) for share in same])
        for _entry, group in groupby(shares, key=lambda share: share.entry_id)
        if (same := list(group))
    ]


def _line(share: Share, opened: dict[uuid.UUID, Opened]) -> Line:
    return Line(share, state_in_words(share), opened.get(share.pk, NEVER))


def with_new_words(person: User) -> list[Share]:
    """Those on which something was said that the person has not looked at, for home."""
    about = news.unseen_by(person).filter(about_id=OuterRef("pk"))
    return list(given_by(person).filter(Exists(about)).listed().newest_first()[:3])


def with_has_shares(entries: EntryQuerySet, person: User) -> EntryQuerySet:
    """With `has_shares`: most entries were never shared, and need no further question."""
    given = Share.objects.own_of(person)
    marks = {"has_shares": Exists(given.filter(entry=OuterRef("pk")))}
    return entries.annotate(**marks)


def in_hands(entries: Iterable[uuid.UUID], person: User) -> dict[uuid.UUID, list[Share]]:
    """For each of these entries, the shares of it that somebody may open now."""
    found: dict[uuid.UUID, list[Share]] = {}
    shares = Share.objects.own_of(person).in_hand()
    shares = shares.filter(entry__in=list(entries)).select_related("reader", "outside")
    for share in shares.defer("snapshot").newest_first():
        found.setdefault(share.entry_id, []).append(share)
    return found


@dataclass(frozen=True)
class Opened:
    """How often a share was opened, from the writer's trail."""

    times: int = 0
    last: datetime | None = None

    @property
    def in_words(self) -> str:
        if self.last is None:
            return ""
        day = formats.date_format(timezone.localtime(self.last), "j F, H:i")
        said = ngettext(
            "opened once, on %(day)s", "opened %(times)s times, last on %(day)s", self.times
        )
        return said % {"times": self.times, "day": day}


NEVER = Opened()


def openings(shares: Iterable[Share], person: User) -> dict[uuid.UUID, Opened]:
    ids = [share.pk for share in shares]
    rows = AuditEvent.objects.filter(
        person=person, action=AuditEvent.Action.SHARE_OPENED, object_id__in=ids
    )
    found = rows.order_by().values("object_id").annotate(times=Count("pk"), last=Max("at"))
    return {row["object_id"]: Opened(row["times"], row["last"]) for row in found}


def state_in_words(share: Share) -> str:
    """How a share of `given_by` stands, as its writer is told."""
    day = formats.date_format(timezone.localtime(share.moved_at), "j F Y")
    if share.state == Share.State.WITHDRAWN:
        return _("Taken back on %(day)s") % {"day": day}
    if share.state == Share.State.CLOSED:
        return _("Closed on %(day)s: nobody else can open it") % {"day": day}
    if not share.is_in_hand:
        return _("Closed: nobody else can open it")
    if share.state == Share.State.ACKNOWLEDGED and share.outcome == Review.Outcome.READ:
        return _("Has read it")
    if share.state == Share.State.ACKNOWLEDGED and not share.reader_id:
        return _("Answered: has read it")
    return {
        Share.State.WAITING: _("Not opened yet"),
        Share.State.SEEN: _("Opened, no answer yet"),
        Share.State.RETURNED: _("Answered: invites more"),
        Share.State.ACKNOWLEDGED: _("Answered: acknowledged"),
    }[Share.State(share.state)]


@dataclass(frozen=True)
class Slot:
    name: str
    text: str


def slots_of(review: Review | None) -> list[Slot]:
    if review is None:
        return []
    names = slot_names()
    return [Slot(names[slot], review.words.get(slot) or "") for slot in SLOTS]


def slot_names() -> dict[str, str]:
    return {
        "noticed": _("What they noticed"),
        "question": _("A question to take you further"),
        "try_next": _("One thing to try or keep"),
    }


@dataclass(frozen=True)
class Step:
    """One line of what happened to a share."""

    at: datetime
    who: str
    what: str
    until: datetime | None = None  # of several openings in one sitting: the last


def steps_of(share: Share, person: User) -> list[Step]:
    """Everything that happened, oldest first, as the writer's trail has it.

    Openings one after the other in one sitting are one line here; the trail has each.
    """
    events = AuditEvent.objects.filter(person=person, object_type="share", object_id=share.pk)
    steps: list[Step] = []
    before: AuditEvent | None = None
    for event in events.order_by("number"):
        if before is not None and _is_same_sitting(before, event):
            steps[-1] = replace(steps[-1], until=event.at)
        else:
            who = _who(event, share, person)
            steps.append(Step(event.at, who, event.get_action_display()))
        before = event
    return steps


def _is_same_sitting(before: AuditEvent, event: AuditEvent) -> bool:
    opened = AuditEvent.Action.SHARE_OPENED
    same = before.action == event.action == opened and before.actor_id == event.actor_id
    return same and event.at - before.at < SITTING


def _who(event: AuditEvent, share: Share, person: User) -> str:
    if event.actor_id == person.pk:
        return _("You")
    if event.is_by_calendar:
        return _("Nobody, its day had come")
    if share.reader_id is None or event.actor_id == share.reader_id:
        return share.reader_name
    return _("Somebody else")


def rounds_of(share: Share, person: User) -> list[Share]:
    """What of the same entry was given to the same reader, the first round first."""
    given = Share.objects.own_of(person)
    same = given.filter(entry=share.entry_id, reader=share.reader_id, reader__isnull=False)
    return list(same.defer("snapshot").order_by("shared_at", "pk"))


@dataclass(frozen=True)
class ReplyForm:
    """The writer's answer as the page shows it: blank, or as it could not be sent."""

    kind: str = Reply.Kind.ANSWER
    text: str = ""
    parked: str = ""  # what holds these words until they are sent

    @property
    def problem(self) -> str:
        if len(self.text) > LONGEST:
            over = len(self.text) - LONGEST
            said = ngettext(
                "This is %(over)s character too long. Nothing was cut. Please shorten it.",
                "This is %(over)s characters too long. Nothing was cut. Please shorten it.",
                over,
            )
            return said % {"over": f"{over:,}"}
        if self.kind not in Reply.Kind.values:
            return _("Please choose one of the three.")
        if self.kind == Reply.Kind.ANSWER and not self.text.strip():
            return _("There is nothing written yet.")
        return ""


def reply_form(share: Share, person: User) -> ReplyForm:
    """With the words that wait, if any do."""
    own = ParkedWords.objects.visible_to(person).filter(share=share.pk, by_writer=True)
    parked = own.filter(place=ParkedWords.Place.REPLY).first()
    return read_reply(parked.fields, parked.pk.hex) if parked else ReplyForm()


def read_reply(fields: dict[str, list[str]], parked: str = "") -> ReplyForm:
    text = clean_text(_last(fields, "text")).text
    return ReplyForm(_last(fields, "kind"), text, parked)


def _last(fields: dict[str, list[str]], name: str) -> str:
    return (fields.get(name) or [""])[-1]
