"""Agreeing: drafting, changing, signing, and telling when it is time to look again.

Whatever changes an agreement locks its pair first, so that the two come one after the other.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people import audit
from people.days import house_day
from people.models import User
from supervision import news, terms
from supervision.models import Agreement, Signature, Supervision
from supervision.services.keys import key_of
from supervision.term import Values

State = Agreement.State
TOLD_BEFORE = timedelta(days=7)


class NotNowError(Exception):
    """It stands otherwise by now than the page that was posted knew."""


class PairIsOver(NotNowError):
    """What the two agreed can be read, and nothing more."""


class NoDraft(NotNowError):
    """It was signed or replaced meanwhile, or nobody has begun one."""


class ChangedMeanwhile(NotNowError):
    """The other one changed the draft since this page was opened."""


class NotReady(NotNowError):
    """Something has to be said first: a line of the agreement, or the name."""


class Seen(NamedTuple):
    """Which wording a page showed: the version's number, and how often it had been changed."""

    number: int
    revision: int

    @classmethod
    def of(cls, agreement: Agreement) -> Seen:
        return cls(agreement.number, agreement.revision)

    @classmethod
    def read(cls, text: str) -> Seen | None:
        number, _dot, revision = text.partition(".")
        if not (number.isascii() and number.isdigit() and revision.isascii()):
            return None
        return cls(int(number), int(revision)) if revision.isdigit() and len(text) < 20 else None

    def __str__(self) -> str:
        return f"{self.number}.{self.revision}"


@transaction.atomic
def begin_draft(
    *, supervision_id: uuid.UUID, actor: User, drops: uuid.UUID | None = None
) -> Agreement:
    """A new version, from what was agreed last or from the first wording. Twice is once.

    One that is signed by one of the two goes for it, if the page knew of that: it `drops` it.
    Otherwise NoDraft, and it stays: nobody puts away a signature that they have not seen.
    """
    pair = _lock_pair(supervision_id, actor)
    newest = _newest(pair)
    if newest is not None and newest.is_draft:
        return newest
    if newest is not None and newest.state == State.SIGNED_BY_ONE:
        if newest.pk != drops:
            raise NoDraft(f"{newest} is signed by one of the two.")
        _replace(newest)
        news.waits_no_more(newest)
    draft = Agreement.objects.create(
        supervision=pair,
        key_holder=key_of(pair),
        number=(newest.number if newest else 0) + 1,
        terms=_wording(newest, pair),
        review_on=_still_to_come(newest),
        drafted_by=actor,
    )
    _record(pair, actor, audit.Action.AGREEMENT_CHANGED, draft)
    return draft


def _wording(base: Agreement | None, pair: Supervision) -> Values:
    if base is None:
        return terms.first_wording(is_peer=pair.is_peer)
    return terms.cleaned(base.terms)


def _still_to_come(base: Agreement | None) -> date | None:
    day = base.review_on if base else None
    return day if day and day > house_day() else None


@transaction.atomic
def change_draft(
    *, supervision_id: uuid.UUID, actor: User, seen: Seen, values: Values, review_on: date | None
) -> Agreement:
    """Change the draft that the page showed. The same words twice, as from two presses, are one.

    Raises NoDraft, and ChangedMeanwhile rather than write over what the page did not show.
    """
    pair = _lock_pair(supervision_id, actor)
    draft = _newest(pair)
    if draft is None or not draft.is_draft or draft.number != seen.number:
        raise NoDraft(f"Version {seen.number} of {pair.pk} is no draft.")
    values = terms.cleaned(values)
    if (values, review_on) == (terms.cleaned(draft.terms), draft.review_on):
        return draft
    if draft.revision != seen.revision:
        raise ChangedMeanwhile(f"{draft} was changed.")
    draft.terms, draft.review_on = values, review_on
    draft.revision += 1
    draft.save(update_fields=["terms", "review_on", "revision"])
    _record(pair, actor, audit.Action.AGREEMENT_CHANGED, draft)
    return draft


@transaction.atomic
def sign(*, supervision_id: uuid.UUID, actor: User, seen: Seen, name: str) -> Agreement:
    """Sign the wording that the page showed. The second signature puts it in force.

    Signed once, however often it is pressed. Raises NoDraft, ChangedMeanwhile and NotReady.
    """
    pair = _lock_pair(supervision_id, actor)
    agreement = Agreement.objects.filter(supervision=pair, number=seen.number).first()
    if agreement is None:
        raise NoDraft(f"There is no version {seen.number} of {pair.pk}.")
    signers = set(Signature.objects.filter(agreement=agreement).values_list("person_id", flat=True))
    if actor.pk in signers and agreement.revision == seen.revision:
        return agreement
    following = State.IN_FORCE if signers else State.SIGNED_BY_ONE
    if not agreement.may_become(following):
        raise NoDraft(f"{agreement} is {agreement.state}.")
    if agreement.revision != seen.revision:
        raise ChangedMeanwhile(f"{agreement} was changed.")
    if not name.strip() or terms.left_open(agreement.terms):
        raise NotReady(f"{agreement} cannot be signed yet.")
    Signature.objects.create(
        agreement=agreement, key_holder_id=agreement.key_holder_id, person=actor, name=name.strip()
    )
    if following == State.IN_FORCE:
        _put_in_force(pair, agreement)
    agreement.state = following
    agreement.save(update_fields=["state", "in_force_at"])
    _record(pair, actor, audit.Action.AGREEMENT_SIGNED, agreement)
    _tell_of_signing(agreement, pair.other(actor))
    return agreement


def _put_in_force(pair: Supervision, agreement: Agreement) -> None:
    """In the place of the one before, of which nobody needs to be told any more."""
    for before in Agreement.objects.filter(supervision=pair).in_force():
        _replace(before)
        news.not_in_force_any_more(before)
    agreement.in_force_at = timezone.now()


def _tell_of_signing(agreement: Agreement, other: User) -> None:
    if agreement.is_in_force:
        news.waits_no_more(agreement)
        news.in_force(agreement, other)
    else:
        news.waits(agreement, other)


def records_more(pair: Supervision) -> bool:
    """Whether both agreed that a session to restore may record themes and ideas too."""
    agreements = Agreement.objects.filter(supervision=pair, key_holder=pair.key_holder_id)
    held = agreements.in_force().select_related("key_holder").first()
    return held is not None and bool(terms.TERMS[terms.RECORDS_MORE].read(held.terms))


def tell_reviews_due() -> int:
    """Tell both that the day to look at an agreement again is a week away, once for each day.

    Not where the supervision is over. How many agreements were told of.
    """
    fresh = Q(told_for__isnull=True) | ~Q(told_for=F("review_on"))
    due = Agreement.objects.in_force().filter(fresh, review_on__lte=house_day() + TOLD_BEFORE)
    due = due.filter(supervision__in=Supervision.objects.current())
    return sum(_tell_review(*ids) for ids in list(due.values_list("pk", "supervision")))


@transaction.atomic
def _tell_review(agreement_id: uuid.UUID, supervision_id: uuid.UUID) -> int:
    # Read again, and locked: another may be in force by now, or the pair be over.
    pairs = Supervision.objects.current().select_related("supervisor", "supervisee")
    pair = pairs.select_for_update(of=("self",), no_key=True).filter(pk=supervision_id).first()
    agreement = Agreement.objects.in_force().filter(pk=agreement_id, supervision=pair).first()
    if pair is None or agreement is None or agreement.told_for == agreement.review_on:
        return 0
    people = [one for one in (pair.supervisor, pair.supervisee) if one.is_active]
    news.review_comes(agreement, people)
    Agreement.objects.filter(pk=agreement_id).update(told_for=agreement.review_on)
    return 1


def _lock_pair(supervision_id: uuid.UUID, actor: User) -> Supervision:
    """The actor's pair, if it runs; nobody else changes its agreement until the end."""
    own = Supervision.objects.visible_to(actor).select_related("supervisor", "supervisee")
    pair = own.select_for_update(of=("self",), no_key=True).get(pk=supervision_id)
    if not Supervision.objects.current().filter(pk=pair.pk).exists():
        raise PairIsOver(f"{supervision_id} does not run.")
    return pair


def _newest(pair: Supervision) -> Agreement | None:
    """The version that counts for what comes next: in the making, or else in force."""
    rows = Agreement.objects.filter(supervision=pair, key_holder=pair.key_holder_id)
    return rows.select_related("key_holder").newest_first().first()


def _replace(agreement: Agreement) -> None:
    if not agreement.may_become(State.REPLACED):
        raise NoDraft(f"{agreement} is {agreement.state}.")
    agreement.state, agreement.replaced_at = State.REPLACED, timezone.now()
    agreement.save(update_fields=["state", "replaced_at"])


def _record(pair: Supervision, actor: User, action: str, agreement: Agreement) -> None:
    """On the trails of both, in one order whoever acts."""
    for person in sorted((pair.supervisor, pair.supervisee), key=lambda one: one.pk):
        audit.record(
            person=person,
            actor=actor,
            action=action,
            object_type="agreement",
            object_id=agreement.pk,
        )
