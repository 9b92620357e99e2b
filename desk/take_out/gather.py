"""Everything the journal holds about one person, as plain values.

The shape is documented in docs/export.md and checked against the schema beside this file.
A field that the register calls private or personal and that is missing here fails a test.
"""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.utils import timezone

from desk.copies import FORMAT, Data, day, moment
from desk.take_out.agreements import agreements, unsaved_sheets
from desk.take_out.changes import handings, wishes_for_another
from desk.take_out.concerns import concerns
from desk.take_out.earlier import earlier_journals, unfinished
from desk.take_out.entries import entries, wordings
from desk.take_out.feedback import pair_feedback
from desk.take_out.measures import measures
from desk.take_out.meetings import meetings
from desk.take_out.portfolio import portfolio
from desk.take_out.promises import promises, promises_elsewhere
from desk.take_out.sessions import (
    supervision_sessions,
    supervision_topics,
)
from desk.take_out.shares import name_of, reviews, shares
from journals.coming_back import choice_of
from journals.models import DepthWish, KeptWords
from notices.models import Wish
from people.models import AuditEvent, Factor, Invitation, User
from prompts.models import ProgrammeDraft
from supervision.models import Capacity, Supervision
from vault.ids import short


def everything(person: User, *, with_files: bool = False) -> Data:
    return {
        "format": FORMAT,
        "made_at": moment(timezone.now()),
        "person": _person(person),
        "addresses": _addresses(person),
        "invitations": _invitations(person),
        "memberships": _memberships(person),
        "supervisions": _supervisions(person),
        "handings": handings(person),
        "wishes_for_another_supervisor": wishes_for_another(person),
        "pair_feedback": pair_feedback(person),
        "full_since": _full_since(person),
        "words_for_depth_since": _depth_since(person),
        "comes_back": _comes_back(person),
        "unsaved_supervision_pages": unsaved_sheets(person),
        "supervision_sessions": supervision_sessions(person),
        "supervision_topics": supervision_topics(person),
        "wordings": wordings(person),
        "entries": entries(person),
        "shares": shares(person),
        "reviews": reviews(person),
        "concerns": concerns(person),
        "promises": promises(person),
        "promises_elsewhere": promises_elsewhere(person),
        "meetings": meetings(person),
        "programme_drafts": _programme_drafts(person),
        "measures": measures(person),
        "portfolio": portfolio(person, with_files=with_files),
        "earlier_journals": earlier_journals(person),
        "waiting_to_come_in": unfinished(person),
        "kept_words": _kept_words(person),
        "wishes": _wishes(person),
        "trail": _trail(person),
        "sessions": _sessions(person),
        "second_steps": _second_steps(person),
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
    agreed = agreements(person)
    return [
        {
            "you_are": "supervisor" if row.supervisor_id == person.pk else "supervisee",
            # The name the other one goes by; never their address.
            "with": name_of(row.supervisee if row.supervisor_id == person.pk else row.supervisor),
            "organisation": row.organisation.name if row.organisation else None,
            "started_on": day(row.started_on),
            "ended_on": day(row.ended_on),
            "stands_in": row.covers_id is not None,
            "agreements": agreed[row.pk],
        }
        for row in rows.order_by("started_on")
    ]


def _depth_since(person: User) -> str | None:
    """Since when they want to hear where their accounts seem to stand."""
    wish = DepthWish.objects.filter(person=person).first()
    return moment(wish.on_since) if wish else None


def _comes_back(person: User) -> Data:
    """Since when they want entries of theirs brought up again, and which."""
    choice = choice_of(person)
    return {
        "on_this_day_since": moment(choice.on_this_day_since),
        "six_weeks_on_since": moment(choice.six_weeks_since),
    }


def _full_since(person: User) -> str | None:
    """Since when a supervisor says that they are full just now."""
    capacity = Capacity.objects.filter(supervisor=person).first()
    return moment(capacity.full_since) if capacity else None


def _kept_words(person: User) -> list[str]:
    """Words of which the person said, in the check before sharing, that they name nobody."""
    kept = KeptWords.objects.visible_to(person).first()
    words: list[str] = kept.folded if kept else []
    return words


def _programme_drafts(person: User) -> list[Data]:
    """Programmes that they brought to their organisation and have not published."""
    rows = ProgrammeDraft.objects.visible_to(person).select_related("organisation")
    return [
        {"organisation": row.organisation.name, "text": row.text, "kept_at": moment(row.kept_at)}
        for row in rows.order_by("kept_at")
    ]


def _wishes(person: User) -> Data | None:
    wish = Wish.objects.filter(person=person).first()
    if wish is None:
        return None
    return {
        "mail": wish.mail,
        "paused_until": day(wish.paused_until),
        "unwanted": wish.unwanted,
        "last_mail_at": moment(wish.mailed_at),
    }


def _second_steps(person: User) -> list[Data]:
    """What the person has, and never its secret: that opens a journal and tells nothing."""
    return [
        {
            "kind": factor.kind,
            "name": factor.name,
            "made_at": moment(factor.made_at),
            "used_at": moment(factor.used_at),
        }
        for factor in Factor.objects.visible_to(person)
    ]


def _trail(person: User) -> list[Data]:
    rows = AuditEvent.objects.filter(person=person).order_by("number")
    return [
        {
            "number": row.number,
            "at": moment(row.at),
            "by": _actor(row, person),
            "action": row.action,
            "in_words": str(row.get_action_display()),
            "object_type": row.object_type,
            "object": short(row.object_id) if row.object_id else None,
        }
        for row in rows.iterator()
    ]


def _actor(row: AuditEvent, person: User) -> str:
    if row.is_by_calendar:
        return "calendar"
    return "you" if row.actor_id == person.pk else short(row.actor_id)


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
