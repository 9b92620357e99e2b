"""Posted pages about supervision that could not be saved: where their writer finds them again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import User
from supervision.models import ParkedSheet, Supervision, SupervisionSession

Page = ParkedSheet.Page
# What is said, and which page shows it again: by whether it is about a pair or a session.
OF_A_PAIR = {
    Page.AGREEMENT: (_("Some words about the agreement are not saved yet."), "agreement_edit"),
    Page.SIGNATURE: (_("You began to sign, and it is not saved yet."), "agreement_sign"),
    Page.SESSION: (_("A session that you began to plan is not saved yet."), "session_create"),
    Page.TOPIC: (_("Something to talk about is not saved yet."), "topic_create"),
    Page.FEEDBACK: (_("Some words about your supervision are not saved yet."), "feedback_write"),
}
OF_A_SESSION = {
    Page.SESSION: (_("A change to a session is not saved yet."), "session_edit"),
    Page.RECORD: (_("Some words of a record are not saved yet."), "session_record"),
    Page.REMARK: (_("What you see differently is not saved yet."), "session_acknowledge"),
    Page.TOPIC: (_("Something to talk about is not saved yet."), "session_topic"),
}


@dataclass(frozen=True)
class Unsaved:
    said: Any
    url: str


def unsaved_of_pair(pair: Supervision, user: User) -> list[Unsaved]:
    """About the two, and about their sessions. One query, which fetches no word of them."""
    sessions = SupervisionSession.objects.of_pair(pair, user).values("pk")
    return _found(user, Q(about=pair.pk) | Q(about__in=sessions), pair.pk)


def unsaved_of_session(session: SupervisionSession, user: User) -> list[Unsaved]:
    return _found(user, Q(about=session.pk), None)


def unsaved_plan(user: User) -> list[Unsaved]:
    """Of a group or a drop-in that is not there yet."""
    own = ParkedSheet.objects.visible_to(user).filter(page=Page.SESSION, about__isnull=True)
    said = _("A session that you began to plan is not saved yet.")
    return [Unsaved(said, reverse("supervision:session_together"))] if own.exists() else []


def _found(user: User, which: Q, pair_id: uuid.UUID | None) -> list[Unsaved]:
    """The newest first; several of one page once, since it shows them one after the other."""
    rows = ParkedSheet.objects.visible_to(user).filter(which).values_list("page", "about")
    found: dict[str, Unsaved] = {}
    for page, about in rows:
        table = OF_A_PAIR if about == pair_id else OF_A_SESSION
        if page in table:
            said, name = table[Page(page)]
            url = reverse(f"supervision:{name}", args=[about])
            found.setdefault(url, Unsaved(said, url))
    return list(found.values())
