"""Who is in a group: adding people to a planned session, and taking them off it."""

from __future__ import annotations

from django.db.models import F

from people.models import User
from supervision.models import SessionPart, SessionTopic, Supervision, SupervisionSession
from supervision.services.keys import key_of
from supervision.services.refused import SessionRefused

FEWEST, MOST = 2, 12  # people of a group, besides its supervisor


def exchange(
    session: SupervisionSession, people: list[User], *, may_be_added: list[User]
) -> tuple[list[User], list[User]]:
    """Within the caller's transaction: make these its people. Who is new, and who is off it.

    Those who stay may have ended since; who is new may not. Whoever goes takes along what they
    wanted to talk about.
    """
    if session.kind != SupervisionSession.Kind.GROUP:
        raise SessionRefused("Only a group's people are chosen.")
    before = {part.person: part for part in session.parts.select_related("person")}
    before.pop(session.supervisor, None)
    fresh = [one for one in people if one not in before]
    if not FEWEST <= len(set(people)) <= MOST:
        raise SessionRefused("A group is two to twelve people.")
    if not set(fresh) <= set(may_be_added):
        raise SessionRefused("Only whom its supervisor supervises now.")
    gone = [one for one in before if one not in people]
    for person in gone:
        take_topics_along(session, person)
        before[person].delete()
    for person in fresh:
        add_part(session, person)
    return fresh, gone


def add_part(session: SupervisionSession, person: User) -> None:
    SessionPart.objects.create(session=session, key_holder_id=session.key_holder_id, person=person)


def take_topics_along(session: SupervisionSession, person: User) -> None:
    """To the list of the two, whom alone they concern now; sealed anew, with the pair's key."""
    pairs = Supervision.objects.filter(
        supervisor=session.supervisor, supervisee=person, is_peer=False
    )
    pair = pairs.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "pk").first()
    if pair is None:  # nobody else sees them any more: SessionTopicQuerySet.visible_to
        return
    own = SessionTopic.objects.filter(session=session, by=person, talked_at__isnull=True)
    for topic in own.select_related("key_holder").order_by("pk"):
        topic.text = topic.text  # opened with the old key
        topic.supervision, topic.session, topic.key_holder = pair, None, key_of(pair)
        topic.save(update_fields=["supervision", "session", "key_holder", "text"])
