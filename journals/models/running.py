"""Whether the supervision in which something was shared still runs."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Exists, OuterRef

from people.days import house_day
from people.models import User
from supervision.models import Supervision, SupervisionQuerySet


def supervision_runs(**who: User) -> Exists:
    """Whether a share's supervision runs, and nobody in it left meanwhile and came back."""
    return Exists(_running_on(house_day()).filter(**who))


@lru_cache(maxsize=2)
def _running_on(day: date) -> SupervisionQuerySet:
    """Put together once a day: it is long, and asked several times by every page of shares."""
    runs = Supervision.objects.current().unbroken_since(OuterRef("shared_at"))
    return runs.filter(pk=OuterRef("supervision"))
