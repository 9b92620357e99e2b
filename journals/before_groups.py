"""What the pages about shares before a group session show, to its writer and to the others."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from journals.before_group_news import NO_WORDS
from journals.models import BeforeGroup, NamedReader, Share
from journals.models.before_groups import BeforeGroupQuerySet, another_is_before
from journals.models.shares import ShareQuerySet
from journals.queue import name_known
from journals.services.before_groups import is_fit, may_be_asked_for
from people.factors import has_factor, is_waived
from people.models import AuditEvent, User
from supervision import session_news
from supervision.models import SessionPart, SupervisionSession, SupervisionSessionQuerySet

SHOWN = 50
GROUP = SupervisionSession.Kind.GROUP


def with_groups(shares: ShareQuerySet, writer: User) -> ShareQuerySet:
    """The writer's shares, with what a share's page says of groups. No query more."""
    rows = BeforeGroup.objects.own_of(writer).filter(share=OuterRef("pk"))
    theirs = _coming(writer).filter(supervisor=OuterRef("reader"))
    living = rows.living().filter(session__in=SupervisionSession.objects.coming())
    marks = {
        "group_state": Subquery(living.order_by("-state").values("state")[:1]),
        "was_before_group": Exists(rows.filter(put_at__isnull=False)),
        "may_go_before_group": Exists(theirs),
    }
    return shares.annotate(**marks)


def _coming(person: User) -> SupervisionSessionQuerySet:
    """Group sessions of the person's that are not over by the clock, or were not long ago."""
    rows = SupervisionSession.objects.that_stand_for(person)
    return rows.coming().filter(kind=GROUP)


@dataclass(frozen=True)
class Opened:
    """One of the group who opened it, and since when."""

    who: User
    first: datetime
    times: int


@dataclass(frozen=True)
class Put:
    """A share before one session, as its writer sees it: put, asked for, or as it was."""

    row: BeforeGroup
    named: list[User]
    opened: list[Opened]


@dataclass(frozen=True)
class Offer:
    """A session to come, before which the writer may put a share."""

    session: SupervisionSession
    readers: list[User]  # everybody of it but the writer
    put: Put | None = None
    is_declined: bool = False  # she was asked, and would rather not
    newcomers: list[User] = field(default_factory=list)  # to whom nobody said yes
    is_changed: bool = False  # since the yes, which is none to what it is now

    @property
    def is_put(self) -> bool:
        return self.put is not None and self.put.row.is_put

    @property
    def is_asked(self) -> bool:
        return self.put is not None and self.put.row.is_asked

    @property
    def has_answer(self) -> bool:
        """Hers, to what was asked or of her own accord."""
        return self.is_put or self.is_declined

    @property
    def is_taken(self) -> bool:
        return bool(self.session.is_taken)  # type: ignore[attr-defined]  # annotated

    @property
    def is_taken_by_own(self) -> bool:
        """By another one of hers, which she may be told; of others' nobody says whose it is."""
        return bool(self.session.is_taken_by_own)  # type: ignore[attr-defined]  # annotated


@dataclass(frozen=True)
class GroupPage:
    offers: list[Offer]
    past: list[Put]  # the newest first

    @property
    def is_under_way(self) -> bool:
        """Whether something is asked, or was answered: then that comes before the rules."""
        return any(one.is_asked or one.has_answer for one in self.offers)


def page_of(share: Share, writer: User) -> GroupPage:
    """Everything of one share of the writer's and of groups, in six queries."""
    sessions = _sessions_for(share, writer)
    puts = _puts_of(share, writer)
    living = {put.row.session_id: put for put in puts if not put.row.settled_at}
    people = _people_of(sessions, writer)
    declined = {put.row.session_id for put in puts if put.row.is_declined}
    offers = [
        _offer(one, people[one.pk], living.get(one.pk), declined=one.pk in declined)
        for one in sessions
    ]
    # What waits for an answer comes first, then what has one, then what could be.
    offers.sort(key=lambda offer: (not offer.is_asked, not offer.has_answer))
    ids = {one.pk for one in sessions}
    past = [
        put
        for put in puts
        if put.row.put_at and (put.row.settled_at or put.row.session_id not in ids)
    ]
    return GroupPage(offers, past)


def _sessions_for(share: Share, writer: User) -> list[SupervisionSession]:
    if not share.is_in_hand:
        return []
    rows: Any = _coming(writer).filter(supervisor=share.reader_id).select_related("supervisor")
    own = BeforeGroup.objects.own_of(writer).standing().filter(session=OuterRef("pk"))
    rows = rows.annotate(
        is_taken=another_is_before(share), is_taken_by_own=Exists(own.exclude(share=share))
    ).defer(*session_news.WORDS)
    return [one for one in rows[:SHOWN] if is_fit(one, share)]


def _puts_of(share: Share, writer: User) -> list[Put]:
    own = BeforeGroup.objects.own_of(writer).filter(share=share)
    rows = list(own.select_related("session__supervisor").defer(*NO_WORDS).newest_first())
    named: dict[uuid.UUID, list[User]] = {row.pk: [] for row in rows}
    readers = NamedReader.objects.visible_to(writer).filter(put__share=share)
    for one in readers.select_related("person").order_by("person__display_name", "pk"):
        named[one.put_id].append(one.person)
    opened = openings(rows, writer)
    return [Put(row, named[row.pk], opened.get(row.pk, [])) for row in rows]


def openings(rows: Iterable[BeforeGroup], writer: User) -> dict[uuid.UUID, list[Opened]]:
    """Who of a group opened what, from the writer's trail: each person once."""
    ids = [row.pk for row in rows]
    events = AuditEvent.objects.filter(
        person=writer, action=AuditEvent.Action.GROUP_OPENED, object_id__in=ids
    )
    found: dict[uuid.UUID, dict[uuid.UUID, Opened]] = {}
    for event in events.select_related("actor").order_by("number"):
        of_row = found.setdefault(event.object_id, {})  # type: ignore[arg-type]  # filtered so
        before = of_row.get(event.actor_id)
        first, times = (before.first, before.times + 1) if before else (event.at, 1)
        of_row[event.actor_id] = Opened(event.actor, first, times)
    return {pk: list(of_row.values()) for pk, of_row in found.items()}


def _people_of(sessions: Iterable[SupervisionSession], writer: User) -> dict[uuid.UUID, list[User]]:
    found: dict[uuid.UUID, list[User]] = {one.pk: [] for one in sessions}
    parts = SessionPart.objects.visible_to(writer).filter(session__in=list(found))
    parts = parts.exclude(person=writer).select_related("person").defer("remark")
    for part in parts.order_by("person__display_name", "pk"):
        found[part.session_id].append(part.person)
    return found


def _offer(
    session: SupervisionSession, readers: list[User], put: Put | None, *, declined: bool
) -> Offer:
    if put is None:
        return Offer(session, readers, is_declined=declined)
    known = {one.pk for one in put.named}
    return Offer(
        session,
        readers,
        put,
        newcomers=[one for one in readers if one.pk not in known] if put.row.is_put else [],
        is_changed=put.row.is_put and not put.row.is_as_agreed(session),
    )


@dataclass(frozen=True)
class Choice:
    """One account that could be put before a session, for who asks for it or offers it."""

    share: Share
    state: str  # what it is before this session already

    @property
    def holds_place(self) -> bool:
        """Whether nothing else can be asked for meanwhile."""
        return self.state in (BeforeGroup.State.ASKED, BeforeGroup.State.PUT)


def is_to_come(session: SupervisionSession) -> bool:
    """Whether anything can be before it: not called off, nor over by the clock. For `stands`."""
    return session.is_planned and session.stands and session.ends_at > timezone.now()


def choices_for(session: SupervisionSession, person: User) -> list[Choice]:
    """Of the supervisor's: what people of the group gave to them. Of a writer's: their own."""
    if session.supervisor_id == person.pk:
        shares = may_be_asked_for(session, person)
        rows = BeforeGroup.objects.led_by(person)
    else:
        shares = Share.objects.own_of(person).in_hand().filter(reader=session.supervisor_id)
        rows = BeforeGroup.objects.own_of(person)
    rows = rows.filter(session=session, share=OuterRef("pk"))
    says = Q(lives=True) | Q(state=BeforeGroup.State.DECLINED)
    rows = rows.saying_whether_it_lives().filter(says)
    newest: Any = rows.newest_first().values("state")[:1]
    listed: Any = shares.listed().newest_first().annotate(before_group=Subquery(newest))
    found = list(listed[:SHOWN])
    name_known(found, person)
    return [Choice(share, share.before_group or "") for share in found]


@dataclass(frozen=True)
class Line:
    """What a group session's page says: what is before it, and what the viewer may do."""

    session: SupervisionSession
    leads: bool
    rows: list[BeforeGroup]  # put or asked for
    declined: BeforeGroup | None  # what the supervisor asked for last, and is not to have
    may_choose: bool
    needs_factor: bool  # to read what another of the group may put there: whoever has none yet


def line_of(session: SupervisionSession, viewer: User) -> Line | None:
    """Three queries; none for a session that is no group's, or not to come any more."""
    if session.kind != GROUP or not is_to_come(session):
        return None
    rows = list(_named(BeforeGroup.objects.visible_to(viewer), session))
    name_known([row.share for row in rows], viewer)
    living = [row for row in rows if row.lives]
    leads = session.supervisor_id == viewer.pk
    own = [row for row in living if row.share.author_id == viewer.pk]
    declined = next((row for row in rows if row.is_declined), None) if leads else None
    is_taken = any(row.is_put for row in living)
    may_choose = not (living if leads else own or is_taken)
    return Line(
        session,
        leads,
        living,
        None if living else declined,
        may_choose,
        # Whatever is before it: that something is, nobody is to learn by this.
        needs_factor=not (leads or own or is_waived(viewer) or has_factor(viewer)),
    )


def _named(rows: BeforeGroupQuerySet, session: SupervisionSession) -> BeforeGroupQuerySet:
    """Those of a session, with names and no word of the account."""
    found = rows.filter(session=session).saying_whether_it_lives()
    found = found.select_related("share__author", "share__prompt_version")
    return found.defer("share__snapshot", "share__prompt_version__questions").newest_first()
