"""Promises of one person, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from journals.models import Entry, PromiseOfEntry
from people.models import Team, User
from promises import services
from promises.models import ParkedForm
from tests.makers import make_membership, make_promise, make_user


def make_full_promises(person: User, entry: Entry, team: Team, mark: str) -> None:
    beside = make_user(f"Beside {mark}")
    make_membership(beside, team, "leader")
    made = make_promise(person, f"What {mark}", to_role=f"Role {mark}")
    later = timezone.localdate() + timedelta(days=9)
    words = {"reason": f"Why not {mark}", "received": f"Received before {mark}"}
    services.answer_promise(
        promise_id=made.pk, actor=person, answer="not-yet", due_on=later, **words
    )
    words = {"reason": f"Why {mark}", "received": f"Received {mark}"}
    services.answer_promise(promise_id=made.pk, actor=person, answer="no", **words)
    page = {"what": f"For staff {mark}", "why": f"Why for staff {mark}", "light": "cannot"}
    services.change_promise(promise_id=made.pk, actor=person, for_page=page)
    PromiseOfEntry.objects.create(
        entry=entry,
        key_holder_id=entry.key_holder_id,
        part="promise_1",
        promise=made,
        answer={"what": f"Promised in the entry {mark}"},
    )
    offered = make_promise(person, f"Offered {mark}")
    services.offer_hand_over(promise_id=offered.pk, actor=person, to_id=beside.pk)
    theirs = make_promise(beside, "A word of somebody else's")
    services.offer_hand_over(promise_id=theirs.pk, actor=beside, to_id=person.pk)
    for promise in (None, made):
        ParkedForm.objects.create(
            owner=person,
            key_holder_id=person.key_holder_id,
            page=ParkedForm.Page.ANSWER if promise else ParkedForm.Page.CREATE,
            promise=promise,
            fields={"what": [f"Parked {'of it' if promise else 'new'} {mark}"]},
        )
