"""The course of a worry about safety, from being raised until its writer knows.

Nothing here is automatic but the telling: when the day has come, the writer is told. Whoever
acts, each step is a row, and none holds a word of what was shared.
"""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journals import concern_news as news
from journals.models import Concern, ConcernStep, InvalidMove
from journals.models.concerns import (
    STAYS_OPEN,
    UNANSWERED,
    WITHOUT_LEAD,
    ConcernQuerySet,
    leads,
    opened_by,
)
from people import audit
from people.models import Organisation, User
from vault.errors import SealError

logger = logging.getLogger(__name__)

Kind, Reason, State = ConcernStep.Kind, Concern.Reason, Concern.State


class NotDecidedError(Exception):
    """It stays as it is; `why` says which rule it would have broken."""

    PAST, TOO_LATE, NO_LATER, TWICE, REASON = "past", "too-late", "no-later", "twice", "reason"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def raise_concern(
    *, share_id: uuid.UUID, reader: User, tell_now: bool, reason: str = ""
) -> Concern:
    """Raise it, and tell the writer now, or ask the safeguarding lead when.

    One at a time for a share and reader: whoever raises it twice finds the first. If they say
    "now" the second time, the writer is told now. Raises Share.DoesNotExist and NotDecidedError.
    """
    rows = opened_by(reader).select_related("author", "supervision__organisation")
    share = rows.defer("snapshot").select_for_update(of=("self",), no_key=True).get(pk=share_id)
    if not tell_now and reason not in Reason.values:
        raise NotDecidedError(NotDecidedError.REASON)
    before = Concern.objects.raised_by(reader).open().filter(share=share).first()
    if before is not None:
        return tell_writer(concern_id=before.pk, by=reader) if tell_now else before
    if tell_now:
        audit.lock_trails((reader, share.author))  # the reader's is written first, whoever they are
    organisation = share.supervision.organisation if share.supervision else None
    concern = Concern.objects.create(
        share=share, raised_by=reader, writer=share.author, organisation=organisation
    )
    _step(concern, Kind.RAISED, by=reader)
    _record(concern, reader, audit.Action.CONCERN_RAISED, reader)
    if tell_now:
        _tell(concern, by=reader)
    else:
        _put_off(concern, reason)
    return concern


def _put_off(concern: Concern, reason: str) -> None:
    to_ask = leads_for(concern.organisation, besides=(concern.raised_by, concern.writer))
    concern.tell_after = concern.made_at + (UNANSWERED if to_ask else WITHOUT_LEAD)
    _move(concern, State.DELAYED)
    _step(concern, Kind.PUT_OFF, by=concern.raised_by, reason=reason, until=concern.tell_after)
    _record(concern, concern.raised_by, audit.Action.CONCERN_DELAYED, concern.raised_by)
    news.asked(concern, to_ask)


def was_put_to_a_lead(concern: Concern) -> bool:
    """Whether anybody was asked when it was put off."""
    put_off = ConcernStep.objects.filter(concern=concern, kind=Kind.PUT_OFF).first()
    return bool(put_off and put_off.asked_a_lead(concern))


def leads_for(organisation: Organisation | None, *, besides: tuple[User, ...]) -> list[User]:
    """Who can decide: the organisation's safeguarding leads but those whom it is about."""
    if organisation is None:
        return []
    held = leads().filter(organisation=organisation, user__is_active=True)
    held = held.exclude(user__in=besides)
    found = [one.user for one in held.select_related("user")]
    return sorted((p for p in found if not p.has_left), key=lambda p: (str(p).casefold(), p.pk))


@transaction.atomic
def tell_writer(*, concern_id: uuid.UUID, by: User) -> Concern:
    """Tell now: whoever raised it, or the safeguarding lead. Twice is once."""
    concern = _locked(concern_id, by)
    if concern.is_delayed:
        _tell(concern, by=by)
    return concern


@transaction.atomic
def set_day(*, concern_id: uuid.UUID, lead: User, until: datetime, reason: str) -> Concern:
    """Say when the writer is told; once more, later, and never beyond `Concern.latest`.

    Raises Concern.DoesNotExist, InvalidMove when there is nothing to decide any more, and
    NotDecidedError. The same again changes nothing.
    """
    rows = Concern.objects.visible_to(lead).put_to(lead)
    concern = _lock(rows.select_related("raised_by", "writer"), concern_id)
    now = timezone.now()
    decisions = ConcernStep.objects.filter(concern=concern).decisions()
    last = decisions.last()
    if last and (last.by_id, last.until, last.reason) == (lead.pk, until, reason):
        return concern
    if not concern.is_delayed or concern.tell_after is None or concern.tell_after <= now:
        raise InvalidMove(f"{concern} is not to be decided any more.")
    if why := _refused(concern, len(decisions), until, reason, now):
        raise NotDecidedError(why)
    concern.tell_after = until
    concern.save(update_fields=["tell_after"])
    kind = Kind.EXTENDED if last else Kind.SET
    step = _step(concern, kind, by=lead, reason=reason, until=until)
    _record(concern, concern.raised_by, audit.Action.CONCERN_DELAYED, lead)
    news.nothing_to_decide(concern)
    news.decided(concern, step)
    return concern


def _refused(concern: Concern, decided: int, until: datetime, reason: str, now: datetime) -> str:
    if reason not in Reason.values:
        return NotDecidedError.REASON
    if until <= now:
        return NotDecidedError.PAST
    if until > concern.latest:
        return NotDecidedError.TOO_LATE
    if decided > 1:
        return NotDecidedError.TWICE
    if decided and concern.tell_after and until <= concern.tell_after:
        return NotDecidedError.NO_LATER
    return ""


@transaction.atomic
def close(*, concern_id: uuid.UUID, raiser: User, reason: str) -> Concern:
    """Say that it is done with. Only once its writer knows: nothing ends in silence."""
    rows = Concern.objects.visible_to(raiser).raised_by(raiser)
    concern = _lock(rows, concern_id)
    if reason not in Concern.Ending.values:
        raise NotDecidedError(NotDecidedError.REASON)
    if concern.state == State.CLOSED:
        return concern
    if not concern.is_told:
        raise InvalidMove(f"{concern} is {concern.state}: its writer does not know yet.")
    _close(concern, Kind.CLOSED, by=raiser, reason=reason)
    return concern


def tell_due() -> int:
    """Tell the writers whose day has come. Each by itself: one that fails keeps no other."""
    due = Concern.objects.due(timezone.now())
    return sum(_tell_one(pk) for pk in list(due.values_list("pk", flat=True)))


def _tell_one(pk: uuid.UUID) -> int:
    try:
        with transaction.atomic():
            rows = Concern.objects.due(timezone.now()).select_related("raised_by", "writer")
            concern = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
            if concern is None:  # put off, or told, in this very moment
                return 0
            _tell(concern, by=None)
            return 1
    except SealError as error:
        logger.error("concern %s is not told: %s", pk, type(error).__name__)
        return 0


@transaction.atomic
def close_old() -> int:
    """Close what its writer has known for long: a lead keeps no list of people."""
    old = Concern.objects.filter(state=State.TOLD, told_at__lte=timezone.now() - STAYS_OPEN)
    rows = list(old.order_by("pk").select_for_update(of=("self",), no_key=True))
    for concern in rows:
        _close(concern, Kind.LAPSED)
    return len(rows)


def let_go(*, writer: User) -> None:
    """Within the caller's transaction: the writer closes their sign-in, and cannot be told."""
    rows = Concern.objects.about(writer).delayed().select_related("raised_by").order_by("pk")
    for concern in list(rows.select_for_update(of=("self",), no_key=True)):
        step = _close(concern, Kind.WRITER_LEFT)
        news.decided(concern, step)


def names(person: User) -> bool:
    """Whether somebody's record of a worry names the person, as raiser or as writer."""
    return (Concern.objects.raised_by(person) | Concern.objects.about(person)).exists()


def _tell(concern: Concern, *, by: User | None) -> None:
    concern.told_at = timezone.now()
    _move(concern, State.TOLD)
    _step(concern, Kind.TOLD if by else Kind.DAY_CAME, by=by)
    # In one order, whoever tells: two who tell of two worries queue for trails alike.
    for person in sorted((concern.writer, concern.raised_by), key=lambda one: one.pk):
        _record(concern, person, audit.Action.CONCERN_TOLD, by)
    news.told(concern, by=by)


def _close(concern: Concern, kind: str, *, by: User | None = None, reason: str = "") -> ConcernStep:
    concern.closed_at = timezone.now()
    _move(concern, State.CLOSED)
    news.nothing_to_decide(concern)
    return _step(concern, kind, by=by, reason=reason)


def _move(concern: Concern, state: str) -> None:
    if not concern.may_become(state):
        raise InvalidMove(f"{concern} is {concern.state} and cannot become {state}.")
    concern.state = state
    concern.save(update_fields=["state", "tell_after", "told_at", "closed_at"])


def _step(
    concern: Concern,
    kind: str,
    *,
    by: User | None,
    reason: str = "",
    until: datetime | None = None,
) -> ConcernStep:
    number = ConcernStep.objects.filter(concern=concern).count() + 1
    return ConcernStep.objects.create(
        concern=concern, number=number, kind=kind, reason=reason, until=until, by=by
    )


def _locked(concern_id: uuid.UUID, by: User) -> Concern:
    rows = Concern.objects.visible_to(by).handled_by(by)
    return _lock(rows.select_related("raised_by", "writer"), concern_id)


def _lock(rows: ConcernQuerySet, concern_id: uuid.UUID) -> Concern:
    return rows.select_for_update(of=("self",), no_key=True).get(pk=concern_id)


def _record(concern: Concern, person: User, action: str, by: User | None) -> None:
    if by is None:
        audit.record_calendar(
            person=person, action=action, object_type="concern", object_id=concern.pk
        )
        return
    audit.record(
        person=person, actor=by, action=action, object_type="concern", object_id=concern.pk
    )
