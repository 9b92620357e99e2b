"""What two people are told of feedback between them. Never a word of it, and never of none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import services
from notices.kinds import Kind, register, things_of
from notices.models import Notice
from people.models import User
from supervision.models import PairFeedback, PairFeedbackQuerySet

GIVEN, THANKED = "pair-feedback-given", "pair-feedback-thanked"


def given(found: PairFeedback) -> None:
    person = found.supervision.supervisor
    services.tell(person=person, kind=GIVEN, once_for=found.pk.hex, about=found)


def thanked(found: PairFeedback) -> None:
    person = found.supervision.supervisee
    services.tell(person=person, kind=THANKED, once_for=found.pk.hex, about=found)


def gone(found: PairFeedback) -> None:
    """It was taken back or erased."""
    for kind in (GIVEN, THANKED):
        services.retract(kind=kind, about=found)


def seen(found: PairFeedback, person: User) -> None:
    services.mark_seen(person=person, about=found)


def register_kinds() -> None:
    register(
        Kind(
            key=GIVEN,
            label=_("Somebody whom I supervise tells me how supervision is"),
            text=lambda notice: _("%(who)s told you how supervision is for them."),
            still_open=_told,
            url=lambda notice: reverse("supervision:feedback_read", args=[notice.about_id]),
            who=lambda notice: str(notice.thing.supervision.supervisee),
            reads_others=lambda notice: True,
        )
    )
    register(
        Kind(
            key=THANKED,
            label=_("My supervisor has read what I said about supervision"),
            text=lambda notice: _("%(who)s has read what you said about supervision."),
            still_open=_said,
            url=lambda notice: notice.thing.get_absolute_url(),
            who=lambda notice: str(notice.thing.supervision.supervisor),
        )
    )


def _told(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(_rows(PairFeedback.objects.visible_to(person).given_to(person)), notices)


def _said(person: User, notices: Sequence[Notice]) -> set[uuid.UUID]:
    return things_of(_rows(PairFeedback.objects.visible_to(person).given_by(person)), notices)


def _rows(found: PairFeedbackQuerySet) -> PairFeedbackQuerySet:
    people = ("supervision__supervisor", "supervision__supervisee")
    return found.select_related(*people).defer("answers", "reply")
