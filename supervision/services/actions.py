"""What people took on in a session: carried forward until it is done or dropped."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people.days import house_day
from people.models import Membership, User
from supervision import session_news as news
from supervision.models import SessionAction, Supervision, SupervisionSession
from supervision.records import ActionRow
from supervision.services.refused import SessionRefused

DONE, OPEN, DROPPED = "done", "open", "drop"


@transaction.atomic
def move_action(*, action_id: uuid.UUID, actor: User, to: str) -> SessionAction:
    """Tick what one took on oneself, drop it, or take either back. Once more changes nothing.

    A supervisor may drop what people said to them: so nothing stands there for ever.
    """
    rows = SessionAction.objects.visible_to(actor).select_related("session", "owner", "key_holder")
    action = rows.select_for_update(of=("self",), no_key=True).get(pk=action_id)
    is_own, leads = action.owner_id == actor.pk, action.session.supervisor_id == actor.pk
    may = is_own or (leads and (to == DROPPED or (to == OPEN and action.done_at is None)))
    if not may or to not in (DONE, OPEN, DROPPED):
        raise SessionRefused("It is somebody else's to say.")
    now = timezone.now()
    if to == DONE:
        action.done_at, action.dropped_at = action.done_at or now, None
    elif to == DROPPED:
        action.done_at, action.dropped_at = None, action.dropped_at or now
    else:
        action.done_at = action.dropped_at = None
    action.save(update_fields=["done_at", "dropped_at"])
    if not action.is_open:
        news.action_settled(action)
    return action


def tell_due() -> int:
    """Tell people of what they took on for today, once for each day. How many were told."""
    fresh = Q(told_for__isnull=True) | ~Q(told_for=F("due_on"))
    due = SessionAction.objects.open().filter(fresh, due_on__lte=house_day())
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: uuid.UUID) -> int:
    # Read again, and locked: it may have been ticked just now.
    rows = SessionAction.objects.open().select_for_update(of=("self",), no_key=True)
    action = rows.select_related("owner", "session").filter(pk=pk).first()
    if action is None or action.told_for == action.due_on:
        return 0
    tells = action.owner.is_active and _meet_still(action.session, action.owner)
    if tells:
        news.action_due(action)
    SessionAction.objects.filter(pk=pk).update(told_for=action.due_on)
    return int(tells)


def _meet_still(session: SupervisionSession, person: User) -> bool:
    """Whether the person has to do with that supervisor today, or is it."""
    if session.kind == SupervisionSession.Kind.DROP_IN:
        here = Membership.objects.current().filter(organisation=session.organisation_id)
        return here.filter(user=person).exists()
    pairs = Supervision.objects.current().filter(supervisor=session.supervisor_id)
    if session.supervision_id is not None:
        pairs = pairs.filter(pk=session.supervision_id)
    elif person.pk != session.supervisor_id:
        pairs = pairs.filter(supervisee=person)
    return pairs.exists()


def set_actions(session: SupervisionSession, rows: list[ActionRow]) -> None:
    """Within the caller's transaction: make these what was agreed in it.

    One that is known keeps what became of it. One that the record does not name any more is
    erased: it was no action.
    """
    known = {one.pk: one for one in session.actions.select_related("key_holder")}
    for row in rows:
        action = known.pop(row.id, None) if row.id else None
        if action is None:
            action = SessionAction(session=session, key_holder_id=session.key_holder_id)
        if action.due_on != row.due_on:
            news.action_settled(action)
        action.what, action.owner_id, action.due_on = row.what, row.owner_id, row.due_on
        if action._state.adding:
            action.save()
        else:  # whether it is done meanwhile, is its owner's to say
            action.save(update_fields=["what", "owner", "due_on"])
    for action in known.values():
        news.action_settled(action)
        action.delete()
