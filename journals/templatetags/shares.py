"""What was shared, for the trail page of the room below, which must not know of shares."""

import uuid
from collections.abc import Iterable

from django import template

from journals.models import Share
from people.models import AuditEvent, User

register = template.Library()


@register.simple_tag
def shares_in(events: Iterable[AuditEvent], person: User) -> dict[uuid.UUID, Share]:
    """The person's own shares among what these rows speak of, by id: those still there."""
    ids = {event.object_id for event in events if event.object_type == "share"}
    if not ids:
        return {}
    given = Share.objects.own_of(person).filter(pk__in=ids)
    return {share.pk: share for share in given.listed()}


@register.filter
def of(shares: dict[uuid.UUID, Share], event: AuditEvent) -> Share | None:
    return shares.get(event.object_id) if event.object_id else None
