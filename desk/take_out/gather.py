"""Everything the journal holds about one person, as plain values.

The shape is documented in docs/export.md and checked against the schema beside this file.
A field that the register calls private or personal and that is missing here fails a test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.utils import timezone

from desk.take_out.reading import reads
from journals.models import Clash, Entry, EntryRevision, ParkedForm
from people.models import AuditEvent, Invitation, User
from prompts.models import PromptVersion
from supervision.models import Supervision
from vault.ids import short

FORMAT = "reflect-journal/1"

Data = dict[str, Any]


def everything(person: User) -> Data:
    return {
        "format": FORMAT,
        "made_at": moment(timezone.now()),
        "person": _person(person),
        "addresses": _addresses(person),
        "invitations": _invitations(person),
        "memberships": _memberships(person),
        "supervisions": _supervisions(person),
        "entries": entries(person),
        "trail": _trail(person),
        "sessions": _sessions(person),
        "recovery_codes": [
            {"made_at": moment(code.made_at), "used_at": moment(code.used_at)}
            for code in person.recovery_codes.order_by("made_at")
        ],
        "resets": [
            {
                "began_at": moment(hold.began_at),
                "until": moment(hold.until),
                "opened_at": moment(hold.opened_at),
                "cancelled_at": moment(hold.cancelled_at),
            }
            for hold in person.holds.order_by("began_at")
        ],
    }


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def day(on: Any) -> str | None:
    return on.isoformat() if on else None


def _person(person: User) -> Data:
    return {
        "id": short(person.pk),
        "name": person.display_name,
        "email": person.email,
        "email_as_compared": person.email_key,
        "time_zone": person.time_zone,
        "colours": person.theme,
        "spell_check": person.spell_check,
        "is_active": person.is_active,
        "joined_at": moment(person.joined_at),
        "welcomed_at": moment(person.welcomed_at),
        "last_signed_in_at": moment(person.last_login),
        "closed_by_reset_until": moment(person.held_until),
        "to_be_erased_at": moment(person.erase_after),
        "erasing_closes_sign_in": person.erase_closes,
    }


def _addresses(person: User) -> list[Data]:
    return [
        {
            "address": row.address,
            "address_as_compared": row.key,
            "added_at": moment(row.added_at),
            "confirmed_at": moment(row.confirmed_at),
            "for_sign_in": row.for_sign_in or row.key == person.email_key,
        }
        for row in person.addresses.all()
    ]


def _invitations(person: User) -> list[Data]:
    return [
        {
            "address": row.address,
            "address_as_compared": row.address_key,
            "name": row.name,
            "organisation": row.organisation.name if row.organisation else None,
            "teams": [team.name for team in row.teams.all()],
            "roles": row.roles,
            "created_at": moment(row.created_at),
            "expires_at": moment(row.expires_at),
            "accepted_at": moment(row.accepted_at),
        }
        for row in Invitation.objects.filter(accepted_by=person)
        .select_related("organisation")
        .prefetch_related("teams")
        .order_by("created_at")
    ]


def _memberships(person: User) -> list[Data]:
    rows = person.memberships.select_related("organisation").prefetch_related("teams")
    return [
        {
            "organisation": row.organisation.name,
            "country": row.organisation.country,
            "teams": [team.name for team in row.teams.all()],
            "roles": row.roles,
            "started_on": day(row.started_on),
            "ended_on": day(row.ended_on),
        }
        for row in rows.order_by("started_on")
    ]


def _supervisions(person: User) -> list[Data]:
    rows = Supervision.objects.visible_to(person).select_related(
        "supervisor", "supervisee", "organisation"
    )
    return [
        {
            "you_are": "supervisor" if row.supervisor_id == person.pk else "supervisee",
            # The name the other one goes by; never their address.
            "with": (
                row.supervisee if row.supervisor_id == person.pk else row.supervisor
            ).display_name,
            "organisation": row.organisation.name if row.organisation else None,
            "started_on": day(row.started_on),
            "ended_on": day(row.ended_on),
        }
        for row in rows.order_by("started_on")
    ]


def entries(person: User, *, only: UUID | None = None) -> list[Data]:
    """Every entry, those in the bin too, the newest first."""
    own = Entry.objects.visible_to(person) | Entry.objects.in_bin_of(person)
    if only is not None:
        own = own.filter(pk=only)
    versions = _by_id(own)
    earlier = _grouped(EntryRevision.objects.filter(entry__in=own), _earlier)
    second = _grouped(Clash.objects.filter(entry__in=own), _second_text)
    unsaved = _grouped(ParkedForm.objects.filter(entry__in=own), _unsaved)
    return [
        _entry(entry, versions[entry.prompt_version_id])
        | {
            "earlier_texts": [
                made(versions[entry.prompt_version_id]) for made in earlier[entry.pk]
            ],
            "second_texts": [made(None) for made in second[entry.pk]],
            "unsaved_pages": [made(None) for made in unsaved[entry.pk]],
        }
        for entry in own.newest_first().iterator(chunk_size=500)
    ]


def _by_id(own: Any) -> dict[UUID, PromptVersion]:
    versions = PromptVersion.objects.filter(pk__in=own.values("prompt_version"))
    return {v.pk: v for v in versions.select_related("prompt__programme")}


Made = Callable[[PromptVersion | None], Data]


def _grouped(rows: Any, make: Callable[..., Data]) -> defaultdict[UUID, list[Made]]:
    """Rows by their entry, opened only when that entry's turn comes."""
    found: defaultdict[UUID, list[Made]] = defaultdict(list)
    for row in rows.iterator(chunk_size=500):
        found[row.entry_id].append(partial(make, row))
    return found


def _entry(entry: Entry, version: PromptVersion) -> Data:
    programme = version.prompt.programme
    return {
        "id": short(entry.pk),
        "programme": {
            "key": programme.key,
            "title": programme.title,
            "source": programme.source_citation,
        },
        "prompt": {
            "key": version.prompt.key,
            "version": version.number,
            "title": version.title,
            "intro": version.intro,
        },
        "name": entry.title or version.title,
        **_text(entry.text(), version),
        "state": "in the bin" if entry.deleted_at else "finished" if entry.is_finished else "draft",
        "was_shock": entry.was_shock,
        "stays_away": entry.stays_away,
        "revision": entry.revision,
        "started_at": moment(entry.started_at),
        "touched_at": moment(entry.touched_at),
        "finished_at": moment(entry.finished_at),
        "deleted_at": moment(entry.deleted_at),
        "saving_ledger": entry.ledger,
    }


def _text(text: Data, version: PromptVersion) -> Data:
    answers = text.get("answers") or {}
    return {
        "title": text.get("title") or "",
        "happened_on": text.get("happened_on"),
        "answers": answers,
        "reads": reads(version, answers),
        "private_note": text.get("private_note") or "",
    }


def _earlier(row: EntryRevision, version: PromptVersion) -> Data:
    return {
        "revision": row.revision,
        "reason": row.reason,
        "made_at": moment(row.made_at),
        **_text(row.text, version),
    }


def _second_text(row: Clash, version: None) -> Data:
    return {
        "part": row.part,
        "page": short(row.page),
        "text": row.text,
        "made_at": moment(row.made_at),
        "settled_at": moment(row.settled_at),
    }


def _unsaved(row: ParkedForm, version: None) -> Data:
    return {"parked_at": moment(row.parked_at), "fields": row.fields}


def _trail(person: User) -> list[Data]:
    rows = AuditEvent.objects.filter(person=person).order_by("number")
    return [
        {
            "number": row.number,
            "at": moment(row.at),
            "by": "you" if row.actor_id == person.pk else short(row.actor_id),
            "action": row.action,
            "in_words": str(row.get_action_display()),
            "object_type": row.object_type,
            "object": short(row.object_id) if row.object_id else None,
        }
        for row in rows.iterator()
    ]


def _sessions(person: User) -> list[Data]:
    return [
        {
            "network_address": row.ip,
            "browser": row.user_agent,
            "signed_in_at": moment(row.created_at),
            "last_seen_at": moment(row.last_seen_at),
        }
        for row in UserSession.objects.filter(user=person).order_by("created_at")
    ]
