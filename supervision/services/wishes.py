"""Somebody would like another supervisor: said to those who pair people, and to nobody else."""

from __future__ import annotations

import uuid

from django.db import transaction

from people import audit
from people.models import User
from supervision import change_news as news
from supervision.models import Supervision, SupervisorWish


@transaction.atomic
def wish_for_another(*, supervision_id: uuid.UUID, actor: User) -> SupervisorWish:
    """Twice is once. Raises Supervision.DoesNotExist for what is not theirs, or over."""
    pair = _own(supervision_id, actor)
    wish, made = SupervisorWish.objects.get_or_create(supervision=pair)
    if made:
        _note(actor, pair)
        news.wished(wish)
    return wish


@transaction.atomic
def take_wish_back(*, supervision_id: uuid.UUID, actor: User) -> None:
    pair = _own(supervision_id, actor)
    for wish in SupervisorWish.objects.filter(supervision=pair):
        news.wish_gone(wish)
        wish.delete()


def forget_wishes_of(person: User) -> None:
    """Within the caller's transaction: the person leaves."""
    for wish in SupervisorWish.objects.filter(supervision__supervisee=person):
        news.wish_gone(wish)
        wish.delete()


def _own(supervision_id: uuid.UUID, actor: User) -> Supervision:
    rows = Supervision.objects.visible_to(actor).current()
    rows = rows.filter(supervisee=actor, is_peer=False, covers=None)
    return rows.select_for_update(of=("self",), no_key=True).get(pk=supervision_id)


def _note(actor: User, pair: Supervision) -> None:
    """On the wisher's own trail alone: the supervisor reads theirs."""
    audit.record(
        person=actor,
        actor=actor,
        action=audit.Action.SUPERVISOR_WISHED,
        object_type="supervision",
        object_id=pair.pk,
    )
