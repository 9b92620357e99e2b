"""Putting one shared account before one group session, with its writer's yes, and taking it back.

Locks in this order: the session, the share, the row. Whoever shuts a share holds it already.
"""

from __future__ import annotations

import uuid
from collections.abc import Set as AbstractSet

from django.db import transaction
from django.utils import timezone

from journals import before_group_news as news
from journals.models import BeforeGroup, InvalidMove, NamedReader, Share
from journals.models.shares import ShareQuerySet
from people import audit
from people.models import User
from supervision.models import SupervisionSession
from supervision.services.sessions import lock_session, people_of

State = BeforeGroup.State


class NotPutError(Exception):
    """Nothing was put before the group, and nobody was asked. `why` says which rule it is."""

    TAKEN, CHANGED, UNFIT = "taken", "changed", "unfit"
    ASKED, ASKED_BEFORE, DECLINED = "asked", "asked-before", "declined"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def put_before_group(
    *,
    share_id: uuid.UUID,
    session_id: uuid.UUID,
    writer: User,
    plan: int,
    named: AbstractSet[uuid.UUID],
) -> BeforeGroup:
    """The writer's yes: for this session as it was planned (`plan`), and for those `named`.

    These are what stood on the page. If others are in the group by now, or it has another
    time, that was no yes to them. Once more is once, or the yes to who has joined since. Raises
    SupervisionSession.DoesNotExist, Share.DoesNotExist and NotPutError.
    """
    session = lock_session(session_id, writer)
    own = Share.objects.own_of(writer)
    share = _lock_share(own, share_id)
    _refuse_unless_fit(session, share)
    if plan != session.plan_revision:
        raise NotPutError(NotPutError.CHANGED)
    if named != {one.pk for one in readers_in(session, writer)}:
        raise NotPutError(NotPutError.CHANGED)
    _close_fallen(session, keep=share)
    rows = BeforeGroup.objects.filter(session=session)
    before = rows.filter(state=State.PUT).first()
    if before is not None and before.share_id != share.pk:
        raise NotPutError(NotPutError.TAKEN)
    row = before or rows.filter(share=share, state=State.ASKED).first()
    return _put(row or BeforeGroup(share=share, session=session), session, writer, named)


def _put(
    row: BeforeGroup, session: SupervisionSession, writer: User, named: AbstractSet[uuid.UUID]
) -> BeforeGroup:
    known = set(NamedReader.objects.filter(put=row).values_list("person", flat=True))
    if row.is_put and known == named and row.is_as_agreed(session):
        return row
    row.state, row.put_at = State.PUT, timezone.now()
    row.opens_at, row.closes_at = session.starts_at, session.ends_at
    row.plan_revision, row.part = session.plan_revision, session.parts.get(person=writer)
    row.save()
    NamedReader.objects.filter(put=row).exclude(person__in=named).delete()
    for person_id in sorted(named - known):
        NamedReader.objects.create(put=row, person_id=person_id)
    _record(row, writer, writer, audit.Action.PUT_BEFORE_GROUP)
    news.no_longer_asked(row)
    return row


@transaction.atomic
def ask_for(*, share_id: uuid.UUID, session_id: uuid.UUID, supervisor: User) -> BeforeGroup:
    """The supervisor asks the writer; nothing is put anywhere by that. Twice is once.

    One at a time for a session, and the same account once for a session: whatever became of
    that, it is not asked for again. Raises
    SupervisionSession.DoesNotExist, Share.DoesNotExist and NotPutError.
    """
    session = lock_session(session_id, supervisor)
    share = _lock_share(may_be_asked_for(session, supervisor), share_id)
    _refuse_unless_fit(session, share)
    _close_fallen(session)
    rows = BeforeGroup.objects.filter(session=session)
    if rows.filter(state=State.PUT).exists():
        raise NotPutError(NotPutError.TAKEN)
    asked = rows.filter(state=State.ASKED).first()
    if asked is not None and asked.share_id == share.pk:
        return asked
    if asked is not None:
        raise NotPutError(NotPutError.ASKED)
    if rows.filter(share=share, state=State.DECLINED).exists():
        raise NotPutError(NotPutError.DECLINED)
    if rows.filter(share=share).exists():
        raise NotPutError(NotPutError.ASKED_BEFORE)
    row = BeforeGroup.objects.create(share=share, session=session, state=State.ASKED)
    _record(row, share.author, supervisor, audit.Action.GROUP_ASKED)
    news.asked(row, share.author)
    return row


def may_be_asked_for(session: SupervisionSession, supervisor: User) -> ShareQuerySet:
    """What people of this group gave to its supervisor, and is open to them."""
    people = session.parts.exclude(person=supervisor).values("person")
    given = Share.objects.open_to(supervisor)
    return given.filter(author__in=people)


@transaction.atomic
def let_go(*, row_id: uuid.UUID, actor: User) -> BeforeGroup:
    """The writer takes it back, or would rather not; the supervisor asks no more.

    At once, before its time and in it. Once more changes nothing. Raises
    BeforeGroup.DoesNotExist, and InvalidMove for a supervisor once the writer said yes.
    """
    mine = BeforeGroup.objects.visible_to(actor).select_related("share__author")
    # The share first, as whoever opens or shuts it does.
    _lock_rows(Share.objects.filter(pk__in=mine.filter(pk=row_id).values("share")))
    rows = mine.defer("share__snapshot").select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=row_id)
    is_writer = row.share.author_id == actor.pk
    if not (row.is_asked or row.is_put):
        return row
    if row.is_put and not is_writer:
        raise InvalidMove(f"{row} is its writer's to take back.")
    if row.is_put:
        to, action = State.TAKEN_BACK, audit.Action.TAKEN_FROM_GROUP
    elif is_writer:
        to, action = State.DECLINED, audit.Action.GROUP_DECLINED
    else:
        to, action = State.CLOSED, audit.Action.GROUP_UNASKED
    _move(row, to)
    _record(row, row.share.author, actor, action)
    news.no_longer_asked(row)
    return row


@transaction.atomic
def open_before_group(*, row_id: uuid.UUID, reader: User) -> BeforeGroup:
    """Open it as one of the group. Each opening is a row in the writer's trail.

    Raises BeforeGroup.DoesNotExist outside its time, and for who is not in it.
    """
    readable = BeforeGroup.objects.readable_by(reader)
    # Locked: taking it back, or the share, is either before this or waits until after.
    _lock_rows(Share.objects.filter(pk__in=readable.filter(pk=row_id).values("share")))
    rows = readable.select_related("share__author", "share__key_holder", "share__prompt_version")
    row = rows.get(pk=row_id)
    _record(row, row.share.author, reader, audit.Action.GROUP_OPENED)
    return row


def close_rows_of(share: Share) -> None:
    """Within the caller's transaction, who holds the share: nobody can open it any more."""
    for row in BeforeGroup.objects.filter(share=share).not_settled():
        _move(row, State.CLOSED)
        news.no_longer_asked(row)


def readers_in(session: SupervisionSession, writer: User) -> list[User]:
    """Who could read it, if the writer says yes: everybody of the group, its supervisor too."""
    return [one for one in people_of(session) if one.pk != writer.pk]


def is_fit(session: SupervisionSession, share: Share) -> bool:
    """Whether the share could be put before the session, as the two stand. For `stands`."""
    return (
        session.kind == SupervisionSession.Kind.GROUP
        and session.is_planned
        and session.stands
        and session.supervisor_id == share.reader_id
        and session.ends_at > timezone.now()
    )


def _refuse_unless_fit(session: SupervisionSession, share: Share) -> None:
    in_hand = Share.objects.in_hand().filter(pk=share.pk)
    if not is_fit(session, share) or not in_hand.exists():
        raise NotPutError(NotPutError.UNFIT)


def _close_fallen(session: SupervisionSession, *, keep: Share | None = None) -> None:
    """What nobody could open any more holds no place: its share is shut, or its writer has left
    the group, or the session was changed and there was no new yes."""
    rows = BeforeGroup.objects.filter(session=session)
    for row in rows.not_settled().exclude(pk__in=rows.living().values("pk")):
        if keep is None or row.share_id != keep.pk:
            _move(row, State.CLOSED)
            news.no_longer_asked(row)


def _lock_share(shares: ShareQuerySet, share_id: uuid.UUID) -> Share:
    rows = shares.select_related("author").defer("snapshot")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=share_id)


def _lock_rows(shares: ShareQuerySet) -> None:
    list(shares.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _move(row: BeforeGroup, state: str) -> None:
    if not row.may_become(state):
        raise InvalidMove(f"{row} is {row.state} and cannot become {state}.")
    row.state, row.settled_at = state, timezone.now()
    row.save(update_fields=["state", "settled_at"])


def _record(row: BeforeGroup, person: User, actor: User, action: str) -> None:
    audit.record(
        person=person,
        actor=actor,
        action=action,
        object_type="before-group",
        object_id=row.pk,
    )
