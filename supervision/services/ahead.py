"""How many sessions may be planned ahead: more than anybody holds, fewer than a mistake makes."""

from __future__ import annotations

from django.utils import timezone

from people.models import User
from supervision.models import Supervision, SupervisionSession, SupervisionSessionQuerySet
from supervision.services.refused import TooManyPlanned

MOST = 60  # of a pair; and of groups and drop-ins, of one supervisor


def refuse_too_many(supervision: Supervision | None, supervisor: User) -> None:
    """Of a pair, or of what the supervisor leads besides. Under a lock of the caller's."""
    rows = SupervisionSession.objects.all()
    if supervision is not None:
        _refuse(rows.filter(supervision=supervision))
    else:
        _refuse(rows.filter(supervision__isnull=True, supervisor=supervisor))


def _refuse(rows: SupervisionSessionQuerySet) -> None:
    if rows.planned().filter(starts_at__gt=timezone.now()).count() >= MOST:
        raise TooManyPlanned(f"{MOST} are planned ahead.")
