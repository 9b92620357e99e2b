"""A person of whom every table holds something, each private or personal field marked."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from journals.models import Entry, LookingBack, ParkedForm
from notices.models import Wish
from people import audit
from people.models import Address, Hold, Invitation, User, address_key
from people.services.codes import make_codes
from prompts.models import PromptVersion
from prompts.services.houses import keep_draft
from tests.desk.agreement_makers import make_full_agreement
from tests.desk.bringing_makers import brought_ids
from tests.desk.meeting_makers import make_full_meeting
from tests.desk.portfolio_makers import make_full_portfolio
from tests.desk.promise_makers import make_full_promises
from tests.desk.session_makers import make_full_sessions
from tests.desk.sharing_makers import make_full_sharing
from tests.makers import (
    make_clash,
    make_entry,
    make_membership,
    make_prompt_version,
    make_revision,
    make_supervision,
    make_team,
    make_user,
)
from tests.prompts.measure_makers import make_measure, make_sitting


def make_full_journal(mark: str, version: PromptVersion | None = None) -> User:
    """Everything of this person's holds `mark`, so that it can be looked for."""
    version = version or make_prompt_version()
    person = make_user(f"Name{mark}", f"first{mark}@example.test")
    team = make_team(name=f"Team {mark}")
    make_membership(person, team, "member", "supervisor", "leader")
    pair = make_supervision(make_user(f"Other {mark}"), person)
    Address.objects.create(
        user=person,
        address=f"second{mark}@example.test",
        key=address_key(f"second{mark}@example.test"),
        confirmed_at=timezone.now(),
    )
    invitation = Invitation.objects.create(
        address=f"first{mark}@example.test",
        address_key=address_key(f"first{mark}@example.test"),
        name=f"Invited{mark}",
        organisation=team.organisation,
        token_digest=f"digest{mark}",
        expires_at=timezone.now(),
        accepted_at=timezone.now(),
        accepted_by=person,
    )
    invitation.teams.add(team)
    make_codes(user=person)
    keep_draft(person=person, organisation=team.organisation, text=f"title: Draft {mark}")
    make_sitting(person, make_measure(team.organisation))
    Hold.objects.create(user=person, until=timezone.now() - timedelta(days=1))
    UserSession.objects.create(
        user=person,
        ip="203.0.113.7",
        session_key=f"session{mark}",
        user_agent=f"Browser{mark}",
    )
    Wish.objects.create(person=person, paused_until=timezone.localdate(), unwanted=["a-kind"])
    binned = _make_marked_entry(person, version, mark, deleted=True)
    entry = _make_marked_entry(person, version, mark, deleted=False)
    LookingBack.objects.create(entry=entry, earlier=binned)
    make_full_sharing(person, entry, pair, mark)
    make_full_promises(person, entry, team, mark)
    make_full_portfolio(person, entry, mark)
    make_full_meeting(person, team, mark)
    make_full_agreement(person, pair, mark)
    make_full_sessions(person, pair, mark)
    brought_ids(person, f"Brought {mark}")
    return person


def _make_marked_entry(person: User, version: PromptVersion, mark: str, *, deleted: bool) -> Entry:
    where = "bin" if deleted else "journal"
    entry = make_entry(
        person,
        version,
        deleted=deleted,
        title=f"Title {where} {mark}",
        answers={
            "happened": f"Answer {where} {mark}",
            "barriers": [{"id": "aaaa", "text": f"Row {where} {mark}"}],
        },
        private_note=f"Note {where} {mark}",
        ledger={"set_at": {"happened": 1}, "operations": [[f"operation{where}{mark}", "", 1, []]]},
        happened_on=timezone.localdate(),
    )
    make_revision(
        entry,
        text={
            "title": f"Earlier title {where} {mark}",
            "answers": {"happened": f"Earlier answer {where} {mark}"},
            "private_note": f"Earlier note {where} {mark}",
            "happened_on": None,
        },
    )
    make_clash(entry, text=f"Second text {where} {mark}")
    ParkedForm.objects.create(
        entry=entry,
        key_holder_id=entry.key_holder_id,
        fields={"q-happened": [f"Parked {where} {mark}"]},
    )
    with transaction.atomic():
        audit.record(
            person=person,
            actor=person,
            action=audit.Action.ENTRY_DELETED,
            object_type="entry",
            object_id=entry.pk,
        )
    return entry
