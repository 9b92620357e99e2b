"""What becomes of what two people agreed, and of sessions, when somebody leaves for good.

What both signed and what was held stays with the others, without the name. What nobody is left
of is erased, and the key of its session with it, and so is the key of a pair.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import ERASED, User
from supervision import session_news as news
from supervision.models import (
    Agreement,
    PairFeedback,
    SessionAction,
    SessionPart,
    SessionTopic,
    Signature,
    Supervision,
    SupervisionSession,
)
from vault import sealing


def leave_agreements(*, person: User) -> None:
    """Within the caller's transaction, before the name goes. The other one keeps what both
    signed, without the name that this one typed; when that one has left too, all of it goes.
    """
    pairs = Supervision.objects.of(person).select_related("supervisor", "supervisee")
    for pair in pairs.select_for_update(of=("self",), no_key=True).order_by("pk"):
        agreements = Agreement.objects.filter(supervision=pair)
        if _has_left(pair.other(person).pk):
            agreements.delete()
            continue
        own = Signature.objects.filter(agreement__in=agreements, person=person)
        for signature in own.select_related("key_holder"):
            signature.name = ""
            signature.save(update_fields=["name"])


def _has_left(person_id: UUID) -> bool:
    """Asked anew, once the pair is locked: they may have left a moment ago."""
    gone = User.objects.filter(is_active=False, email__endswith=f"@{ERASED}")
    return gone.filter(pk=person_id).exists()


def leave_keys(*, person: User) -> None:
    """Within the caller's transaction, once agreements and sessions were left: where nobody of
    a pair is left, whatever was sealed with its key goes, dropped topics too, and the key."""
    pairs = Supervision.objects.of(person).filter(key_holder__isnull=False)
    people = ("supervisor", "supervisee", "key_holder")
    locked = pairs.select_related(*people).select_for_update(of=("self",), no_key=True)
    for pair in locked.order_by("pk"):
        key = pair.key_holder
        if key is None or not _has_left(pair.other(person).pk):
            continue
        SessionTopic.objects.filter(supervision=pair).delete()
        for rows in (SupervisionSession, Agreement, PairFeedback):
            rows.objects.filter(supervision=pair).delete()
        pair.key_holder = None
        pair.save(update_fields=["key_holder"])
        transaction.on_commit(partial(sealing.forget, key.pk))
        key.delete()


def leave_sessions(*, person: User) -> None:
    """Within the caller's transaction, before the person's name goes."""
    own = SupervisionSession.objects.filter(parts__person=person)
    rows = own.order_by("pk").select_for_update(of=("self",), no_key=True)
    sessions = list(rows.defer(*news.WORDS))
    SessionTopic.objects.filter(by=person, talked_at__isnull=True).delete()
    open_actions = SessionAction.objects.open().filter(owner=person)
    open_actions.update(dropped_at=timezone.now())
    for session in sessions:
        if session.has_draft and session.supervisor_id == person.pk:
            _forget_draft(session)
        if session.is_planned and not session.has_draft:
            _leave_planned(session, person)
    _erase_deserted(person)


def _forget_draft(session: SupervisionSession) -> None:
    """What only the one who leaves has seen goes with them."""
    session.record, session.record_revision = {}, 0
    session.save(update_fields=["record", "record_revision"])


def _leave_planned(session: SupervisionSession, person: User) -> None:
    """It is off if it was of the two, or led by them. A group goes on without them."""
    if session.is_of_a_pair or session.supervisor_id == person.pk:
        session.state, session.told_for = SupervisionSession.State.CALLED_OFF, None
        session.plan_revision += 1
        session.save(update_fields=["state", "told_for", "plan_revision"])
        parts = session.parts.exclude(person=person).select_related("person")
        if not session.has_begun:
            news.called_off(session, [part.person for part in parts])
    else:
        SessionPart.objects.filter(session=session, person=person).delete()


def _erase_deserted(person: User) -> None:
    gone = Q(person=person) | Q(person__email__endswith=f"@{ERASED}")
    others = SessionPart.objects.exclude(gone)
    left = SupervisionSession.objects.filter(parts__person=person)
    deserted = left.exclude(pk__in=others.values("session")).distinct()
    for session in list(deserted.select_related("key_holder").defer(*news.WORDS)):
        key = None if session.is_of_a_pair else session.key_holder
        SessionTopic.objects.filter(session=session).delete()
        session.delete()
        if key is not None:
            key.delete()
