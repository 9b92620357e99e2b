"""An agreement of one person, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from people.models import User
from supervision.models import ParkedSheet, Supervision
from tests.supervision.agreeing import change, draft_of, sign


def make_full_agreement(person: User, pair: Supervision, mark: str) -> None:
    draft = draft_of(pair, person, aims=f"Aims {mark}", escalation=f"Role {mark}")
    day = timezone.localdate() + timedelta(days=200)
    draft = change(draft, pair.other(person), review_on=day)
    sign(draft, person, f"Signed {mark}")
    sign(draft, pair.other(person), "The other one")
    ParkedSheet.objects.create(
        owner=person,
        key_holder_id=person.key_holder_id,
        page=ParkedSheet.Page.AGREEMENT,
        about=pair.pk,
        fields={"aims": [f"Parked aims {mark}"]},
    )
