"""An agreement of one person, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from people.models import User
from supervision.models import ParkedSheet, Supervision
from supervision.services.feedback import open_feedback, thank_for_feedback
from tests.supervision.agreeing import change, draft_of, sign
from tests.supervision.telling import make_given


def make_full_agreement(person: User, pair: Supervision, mark: str) -> None:
    draft = draft_of(pair, person, aims=f"Aims {mark}", escalation=f"Role {mark}")
    day = timezone.localdate() + timedelta(days=200)
    draft = change(draft, pair.other(person), review_on=day)
    sign(draft, person, f"Signed {mark}")
    sign(draft, pair.other(person), "The other one")
    told = make_given(pair, helps=f"Helps {mark}")
    open_feedback(feedback_id=told.pk, reader=pair.supervisor)
    thank_for_feedback(feedback_id=told.pk, reader=pair.supervisor, reply=f"Thanks {mark}")
    ParkedSheet.objects.create(
        owner=person,
        key_holder_id=person.key_holder_id,
        page=ParkedSheet.Page.AGREEMENT,
        about=pair.pk,
        fields={"aims": [f"Parked aims {mark}"]},
    )
