"""A writer, who reads her, and the safeguarding leads of their organisation and of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.models import Concern, ConcernStep, Share
from journals.services import concerns, sharing
from notices.models import Notice
from people.audit import verify_trail
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.makers import make_entry, make_membership, make_share, make_user

WORDS = "Words that nobody else may see"


@dataclass
class Scene:
    writer: User
    reader: User
    lead: User
    second: User  # another lead of the same organisation
    stranger: User  # a lead of another organisation
    share: Share

    def raise_it(self, *, later: bool = True, reason: str = "danger") -> Concern:
        return concerns.raise_concern(
            share_id=self.share.pk, reader=self.reader, tell_now=not later, reason=reason
        )

    def set_day(self, concern: Concern, days: float, lead: User | None = None) -> Concern:
        return concerns.set_day(
            concern_id=concern.pk,
            lead=lead or self.lead,
            until=concern.made_at + timedelta(days=days),
            reason="asked",
        )


def make_scene(cast: SimpleNamespace, *, leads: bool = True) -> Scene:
    """Ben has opened what Amara shared with him."""
    house = cast.team.organisation
    pairs = Supervision.objects.filter(supervisor=cast.ben, supervisee=cast.amara)
    pairs.update(organisation=house)
    people = {name: make_user(name.capitalize()) for name in ("lena", "lior", "away")}
    if leads:
        make_membership(people["lena"], cast.team, "safeguarding")
        make_membership(people["lior"], cast.team, "member", "safeguarding")
    make_membership(people["away"], cast.elsewhere, "safeguarding")
    entry = make_entry(cast.amara, answers={"happened": WORDS}, title=WORDS)
    share = make_share(entry, pairs.get(), ask=WORDS)
    sharing.open_share(share_id=share.pk, reader=cast.ben)
    share.refresh_from_db()
    return Scene(cast.amara, cast.ben, people["lena"], people["lior"], people["away"], share)


def after(**time: Any) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def kinds(concern: Concern) -> list[str]:
    steps = ConcernStep.objects.filter(concern=concern)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    return [step.kind for step in steps]


def trail(person: User) -> list[tuple[str, bool]]:
    """Rows about worries: what, and whether the person did it themselves."""
    rows = AuditEvent.objects.filter(person=person, object_type="concern").order_by("number")
    assert verify_trail(person) is None
    return [(row.action, row.actor_id == person.pk) for row in rows]


def told(person: User) -> list[str]:
    rows = Notice.objects.filter(person=person, kind__startswith="concern-")
    return sorted(rows.values_list("kind", flat=True))


def again(concern: Concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def page(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(f"journals:{name}", args=args))


def post(client: Client, name: str, pk: Any, **fields: Any) -> Any:
    return client.post(reverse(f"journals:{name}", args=[pk]), fields)
