"""Supervision sessions of one person, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from people.models import User
from supervision.models import Handing, ParkedSheet, Supervision, SupervisionSession
from supervision.records import ActionRow
from supervision.services import recording, topics
from tests.makers import make_user
from tests.supervision.makers import make_recorded, make_session


def make_full_sessions(person: User, pair: Supervision, mark: str) -> None:
    """The person is supervised: what is shared, and what they said to it."""
    session = make_session(pair, place=f"Place {mark}")
    SupervisionSession.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() - timedelta(days=2)
    )
    topics.add_topic(supervision=pair, by=person, text=f"Topic {mark}")
    day = timezone.localdate() + timedelta(days=9)
    make_recorded(
        SupervisionSession.objects.get(pk=session.pk),
        record={"functions": ["formative"], "themes": f"Themes {mark}"},
        actions=[ActionRow(f"What {mark}", person.pk, day)],
    )
    recording.acknowledge(
        session_id=session.pk, actor=person, revision=1, remark=f"Differently {mark}"
    )
    Handing.objects.create(
        kind=Handing.Kind.COVER,
        supervision=pair,
        to=make_user("Colleague"),
        first_on=day,
        last_on=day + timedelta(days=60),
        state=Handing.State.WILLING,
        writer_asked_at=timezone.now(),
    )
    ParkedSheet.objects.create(
        owner=person,
        key_holder_id=person.key_holder_id,
        page=ParkedSheet.Page.TOPIC,
        about=pair.pk,
        fields={"text": [f"Parked {mark}"]},
    )
