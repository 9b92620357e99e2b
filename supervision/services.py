"""Changes to who supervises whom. Ending one also shuts what was shared: see
`journals.services.endings`, which every page must use."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people.days import house_day
from people.models import User
from supervision.models import Capacity, Supervision


@transaction.atomic
def say_full(*, supervisor: User, full: bool) -> None:
    """Let supervisees know that an answer may take longer. It hides and stops nothing."""
    capacity, _made = Capacity.objects.get_or_create(supervisor=supervisor)
    if full != (capacity.full_since is not None):
        capacity.full_since = timezone.now() if full else None
        capacity.save(update_fields=["full_since"])


def are_full(supervisors: list[User]) -> set[object]:
    """The ids of those among them who said so."""
    rows: QuerySet[Capacity] = Capacity.objects.filter(
        supervisor__in=supervisors, full_since__isnull=False
    )
    return set(rows.values_list("supervisor_id", flat=True))


def set_end(*, supervision: Supervision, on: date | None = None) -> None:
    """End it on a day. An end is never taken back: a renewal is a new row."""
    supervision.ended_on = max(on or house_day(), supervision.started_on)
    supervision.save(update_fields=["ended_on"])
