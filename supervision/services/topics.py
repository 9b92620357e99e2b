"""What a pair, or a group, wants to talk about: it waits until it was talked about or dropped."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import User
from supervision.models import (
    SessionPart,
    SessionTopic,
    SessionTopicQuerySet,
    Supervision,
    SupervisionSession,
)
from supervision.services.keys import key_of
from supervision.services.refused import SessionRefused
from supervision.services.sessions import lock_session

MOST_OPEN = 50  # on one list at a time


@transaction.atomic
def add_topic(*, supervision: Supervision, by: User, text: str = "") -> SessionTopic:
    """Put something on the list of a pair's next session, whichever that is.

    The same words of the same person again are the topic that waits already. Without words it
    is always a new one: a row above says what it is about.
    """
    pairs = Supervision.objects.visible_to(by).that_meet().current()
    if not pairs.filter(pk=supervision.pk).exists():
        raise SessionRefused("This supervision has ended.")
    key = key_of(supervision)
    waiting = list(SessionTopic.objects.open().filter(supervision=supervision))
    if found := _same(waiting, by, text):
        return found
    return SessionTopic.objects.create(supervision=supervision, key_holder=key, by=by, text=text)


@transaction.atomic
def bring_topic(*, session_id: uuid.UUID, by: User, text: str) -> SessionTopic:
    """Put something on the list of a group's session, or of a drop-in, to which one comes."""
    session = lock_session(session_id, by)
    if session.is_of_a_pair or not session.is_planned or not session.stands:
        raise SessionRefused(f"{session} takes no topics.")
    waiting = list(SessionTopic.objects.open().filter(session=session))
    if found := _same(waiting, by, text):
        return found
    return SessionTopic.objects.create(
        session=session, key_holder_id=session.key_holder_id, by=by, text=text
    )


def _same(waiting: list[SessionTopic], by: User, text: str) -> SessionTopic | None:
    same = (one for one in waiting if text and one.by_id == by.pk and one.text == text)
    found = next(same, None)
    if found is None and len(waiting) >= MOST_OPEN:
        raise SessionRefused("Enough waits on this list already.")
    return found


@transaction.atomic
def move_topic(*, topic_id: uuid.UUID, actor: User, dropped: bool) -> SessionTopic:
    """Drop a topic of one's own that waits, or take it up again. Once more changes nothing."""
    own = SessionTopic.objects.visible_to(actor).filter(by=actor)
    topic = own.select_for_update(of=("self",), no_key=True).get(pk=topic_id)
    if topic.talked_at is not None:
        raise SessionRefused("It was talked about.")
    if dropped != (topic.dropped_at is not None):
        topic.dropped_at = timezone.now() if dropped else None
        topic.save(update_fields=["dropped_at"])
    return topic


def topics_of(session: SupervisionSession) -> SessionTopicQuerySet:
    """Those that wait for a session, and those that were talked about in it."""
    place = Q(session=session)
    if session.is_of_a_pair and session.supervision_id:
        place |= Q(supervision=session.supervision_id, session__isnull=True)
    dropped = Q(dropped_at__isnull=False, talked_at__isnull=True)
    rows = SessionTopic.objects.filter(place).of_those_there().exclude(dropped)
    return rows.select_related("by", "key_holder")


def tick_topics(session: SupervisionSession, talked: set[uuid.UUID], *, keeps_words: bool) -> None:
    """Within the caller's transaction: these were talked about in it; the others wait on.

    Without `keeps_words` those are settled, and nothing of them is kept. What was not talked
    about after all, and has been put on the list again meanwhile, stands there once.
    """
    rows = topics_of(session).order_by("pk").select_for_update(of=("self",), no_key=True)
    waiting = [topic for topic in rows if topic.pk not in talked]
    for topic in rows:
        ticked = topic.pk in talked
        if ticked == (topic.talked_at is not None):
            continue
        if not ticked and _is_twice(topic, waiting):
            waiting.remove(topic)
            topic.delete()
            continue
        if ticked and not keeps_words:
            topic.delete()
            continue
        topic.talked_at = timezone.now() if ticked else None
        if topic.supervision_id:
            topic.session = session if ticked else None
        topic.save(update_fields=["talked_at", "session"])


def _is_twice(topic: SessionTopic, waiting: list[SessionTopic]) -> bool:
    """Without words it is never: a row above says what it is about."""
    others = [one for one in waiting if one.pk != topic.pk and one.by_id == topic.by_id]
    return bool(topic.text) and any(one.text == topic.text for one in others)


def carry_topics(before: SupervisionSession, after: SupervisionSession) -> None:
    """Within the caller's transaction: what a group did not get to, waits for its next session.

    It is sealed anew: each session of a group has a key of its own.
    """
    here = SessionPart.objects.filter(session=after).values("person")
    for topic in SessionTopic.objects.open().filter(session=before, by__in=here):
        topic.text = topic.text  # opened with the old key
        topic.session, topic.key_holder_id = after, after.key_holder_id
        topic.save(update_fields=["session", "key_holder", "text"])
