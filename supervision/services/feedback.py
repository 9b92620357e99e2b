"""Telling a supervisor how supervision is: kept, given, taken back, read and thanked for.

Whatever changes one locks its pair first, so that two presses come one after the other.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import User
from supervision import feedback_news as news
from supervision.feedback import cleaned
from supervision.models import PairFeedback, PairFeedbackQuerySet, Supervision
from supervision.services.keys import key_of
from supervision.term import Values

State = PairFeedback.State


class FeedbackRefused(Exception):
    """It stands otherwise by now than the page that was posted knew."""


@transaction.atomic
def keep_feedback(
    *, supervision_id: uuid.UUID, actor: User, revision: int, answers: Values
) -> PairFeedback:
    """Keep what the person has to say to themselves. The same words twice are one.

    `revision` is that of the draft which the page showed; 0 if it showed none. Raises
    FeedbackRefused rather than write over what it did not show, and when the pair is over.
    """
    pair = _lock_pair(supervision_id, actor)
    answers = cleaned(answers)
    drafts = (
        PairFeedback.objects.visible_to(actor)
        .given_by(actor)
        .filter(supervision=pair, state=State.DRAFT)
    )
    draft = drafts.select_related("key_holder").first()
    if draft is None:
        if revision:
            raise FeedbackRefused("That draft was given or dropped meanwhile.")
        draft = PairFeedback(supervision=pair, key_holder=key_of(pair))
    elif draft.answers == answers:
        return draft
    elif draft.revision != revision:
        raise FeedbackRefused(f"{draft} was changed meanwhile.")
    draft.answers, draft.revision = answers, draft.revision + 1
    draft.save()
    return draft


@transaction.atomic
def give_feedback(*, feedback_id: uuid.UUID, actor: User, revision: int) -> PairFeedback:
    """Let the supervisor read it, as the page showed it. Twice is once."""
    found = _lock(feedback_id, actor)
    if found.is_given:
        return found
    if found.revision != revision or not found.answers:
        raise FeedbackRefused(f"{found} was changed meanwhile.")
    if not Supervision.objects.current().filter(pk=found.supervision_id).exists():
        raise FeedbackRefused("That supervision does not run.")
    _move(found, State.GIVEN)
    _record(found, actor, audit.Action.PAIR_FEEDBACK_GIVEN)
    news.given(found)
    return found


@transaction.atomic
def take_feedback_back(*, feedback_id: uuid.UUID, actor: User) -> PairFeedback:
    """The supervisor opens it no more, and hears nothing of that."""
    found = _lock(feedback_id, actor)
    if not found.is_taken_back:
        _move(found, State.TAKEN_BACK)
        _record(found, actor, audit.Action.PAIR_FEEDBACK_TAKEN_BACK)
        news.gone(found)
    return found


@transaction.atomic
def drop_feedback(*, feedback_id: uuid.UUID, actor: User) -> None:
    """Erase what only its writer sees. What is given is taken back first."""
    found = _lock(feedback_id, actor)
    if found.is_given:
        raise FeedbackRefused(f"{found} is given.")
    news.gone(found)
    found.delete()


@transaction.atomic
def open_feedback(*, feedback_id: uuid.UUID, reader: User) -> PairFeedback:
    """The supervisor reads it. Each opening is a row in its writer's trail."""
    found = _lock(feedback_id, reader, as_reader=True)
    if found.opened_at is None:
        found.opened_at = timezone.now()
        found.save(update_fields=["opened_at"])
    news.seen(found, reader)
    _record(found, reader, audit.Action.PAIR_FEEDBACK_OPENED)
    return found


@transaction.atomic
def thank_for_feedback(*, feedback_id: uuid.UUID, reader: User, reply: str) -> PairFeedback:
    """The supervisor says once that they have read it, with a few words or without."""
    found = _lock(feedback_id, reader, as_reader=True)
    reply = reply.strip()
    if found.thanked_at is not None:
        if reply in ("", found.reply):
            return found
        raise FeedbackRefused(f"{found} is answered.")
    found.reply, found.thanked_at = reply, timezone.now()
    found.save(update_fields=["reply", "thanked_at"])
    _record(found, reader, audit.Action.PAIR_FEEDBACK_THANKED)
    news.thanked(found)
    return found


def erase_feedback(*, person: User) -> None:
    """Within the caller's transaction, who holds these pairs: what the person said goes with
    their journal, and so does what was said to it. What others told them stays with these."""
    rows = PairFeedback.objects.filter(supervision__supervisee=person).order_by("pk")
    for one in rows.select_for_update(of=("self",), no_key=True).defer("answers", "reply"):
        news.gone(one)
        one.delete()


def _lock_pair(supervision_id: uuid.UUID, actor: User) -> Supervision:
    """The person's own, with a supervisor who is no peer and stands in for nobody."""
    own = Supervision.objects.received_by(actor).filter(is_peer=False, covers=None)
    pair = own.select_for_update(of=("self",), no_key=True).get(pk=supervision_id)
    if not Supervision.objects.current().filter(pk=pair.pk).exists():
        raise FeedbackRefused("That supervision does not run.")
    return pair


def _lock(feedback_id: uuid.UUID, actor: User, *, as_reader: bool = False) -> PairFeedback:
    """Raises PairFeedback.DoesNotExist for what is not theirs, or not any more."""
    pairs = Supervision.objects.select_for_update(of=("self",), no_key=True)
    pairs.get(pk=_own(actor, as_reader).values_list("supervision", flat=True).get(pk=feedback_id))
    people = ("supervision__supervisor", "supervision__supervisee", "key_holder")
    locked = _own(actor, as_reader).select_for_update(of=("self",), no_key=True)
    return locked.select_related(*people).get(pk=feedback_id)


def _own(actor: User, as_reader: bool) -> PairFeedbackQuerySet:
    rows = PairFeedback.objects.visible_to(actor)
    return rows.given_to(actor) if as_reader else rows.given_by(actor)


def _move(found: PairFeedback, state: str) -> None:
    if not found.may_become(state):
        raise FeedbackRefused(f"{found} is {found.state}.")
    found.state = state
    if state == State.GIVEN:
        found.given_at = timezone.now()
    else:
        found.taken_back_at = timezone.now()
    found.save(update_fields=["state", "given_at", "taken_back_at"])


def _record(found: PairFeedback, actor: User, action: str) -> None:
    audit.record(
        person=found.supervision.supervisee,
        actor=actor,
        action=action,
        object_type="pair feedback",
        object_id=found.pk,
    )
