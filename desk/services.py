"""Erasing a whole journal: asked for, taken back, and done when its time has come."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone

from desk.bring_in.services import drop_bringings
from desk.locks import lock_what_is_of
from journals.services import concerns
from journals.services.endings import close_shares_to, end_supervision
from journals.services.erasing import erase_unsaid, erase_written
from meetings.services.leaving import erase_unsaved, leave_meetings
from notices import services as notices
from people import audit, mail
from people.days import house_day
from people.disk import drop_old_rows
from people.models import ERASED, AuditEvent, Invitation, Trail, User
from people.services.resets import HOLD_TIME, addresses_on_file
from portfolio.services import erase_portfolio
from promises.services import erase_promises
from prompts.services.earlier import drop_wordings
from prompts.services.houses import drop_drafts
from prompts.services.measures import drop_sittings
from supervision.models import Capacity, PeerRequest, SessionPart, Supervision
from supervision.services.feedback import erase_feedback
from supervision.services.handing import let_go_of
from supervision.services.leaving import leave_agreements, leave_keys, leave_sessions
from supervision.services.parking import erase_parked
from supervision.services.wishes import forget_wishes_of
from vault import sealing
from vault.errors import SealError
from vault.ids import new_id, short
from vault.models import KeyHolder

logger = logging.getLogger(__name__)

# Between the moment a journal closes for erasing and its erasing: longer than any request
# may take, so that no save that was under way can leave something behind.
CLOSING = timedelta(minutes=5)


@transaction.atomic
def ask_erasure(*, person: User, actor: User, closes: bool) -> datetime:
    """Start the days of grace. Whoever guessed the password is told on by mail."""
    person.erase_after = timezone.now() + settings.BIN_TIME
    person.erase_closes = closes
    person.save(update_fields=["erase_after", "erase_closes"])
    audit.record(person=person, actor=actor, action=audit.Action.ERASURE_ASKED)
    with timezone.override(person.zone):
        day = formats.date_format(timezone.localtime(person.erase_after), "j F Y")
    _tell(person, "erasure_asked", {"day": day, "closes": closes})
    return person.erase_after


@transaction.atomic
def undo_erasure(*, person: User, actor: User) -> None:
    person.erase_after, person.erase_closes = None, False
    person.save(update_fields=["erase_after", "erase_closes"])
    audit.record(person=person, actor=actor, action=audit.Action.ERASURE_UNDONE)


def erase_due(*, now: datetime | None = None) -> int:
    """Erase every journal whose days of grace are over.

    One that cannot be erased does not keep the others: it is logged by id and tried again. Where
    it was the database that did not let it (somebody held what it waited for, and it for them),
    that is raised in the end.
    """
    now = now or timezone.now()
    count, refused = 0, None
    for person_id in list(due_for_erasing(now).values_list("pk", flat=True)):
        try:
            count += erase_journal(person_id=person_id, now=now)
        except (SealError, IntegrityError) as error:
            logger.error("journal %s is not erased: %s", person_id, type(error).__name__)
        except OperationalError as error:
            logger.error("journal %s is not erased now: %s", person_id, type(error).__name__)
            refused = error
    if count:
        drop_old_rows()
    if refused:
        raise refused
    return count


def due_for_erasing(now: datetime) -> QuerySet[User]:
    """Whose time has come. A legal hold, when there is one, keeps a person out of this set.

    So does the mailbox rule, and as long again after it: whoever was locked out by a thief
    of the password must have time to say that the journal stays.
    """
    free = Q(held_until__isnull=True) | Q(held_until__lte=now - HOLD_TIME)
    return User.objects.filter(free, erase_after__lte=now - CLOSING)


@transaction.atomic
def erase_journal(*, person_id: UUID, now: datetime) -> bool:
    """Erase what a person wrote, its trail and its key; and the person too, if asked for.

    The key goes last: what is left of the words in any copy of these rows is then noise.
    Nothing happens to a journal that is not due (any more): another process may have been
    quicker, or its writer may just have kept it.
    """
    # Less tightly than for a deletion: whoever is just saying something to this person looks
    # at the row while holding what is locked next, and must be let through.
    due = due_for_erasing(now).select_for_update(no_key=True)
    person = due.filter(pk=person_id).first()
    if person is None:
        return False
    _tell(person, "erased", {"closes": person.erase_closes})
    old_key, old_key_id = person.key_holder, person.key_holder_id
    people = lock_what_is_of(person, closes=person.erase_closes)
    if person.erase_closes:
        concerns.let_go(writer=person)  # before the trail: whoever tells just now takes both so
    erase_portfolio(person=person)
    erase_written(person=person)
    erase_promises(person=person)
    erase_feedback(person=person)
    erase_unsaid(reader=person)
    drop_drafts(person=person)
    drop_sittings(person=person)
    drop_bringings(person=person)
    drop_wordings(person=person)
    erase_unsaved(person=person)
    erase_parked(person=person)
    audit.lock_trails(people)
    _erase_trail(person)
    notices.forget(person=person)
    _end_every_session(person)
    if person.erase_closes:
        _close(person)
    else:
        person.key_holder = KeyHolder.objects.create()
        person.erase_after, person.erase_closes = None, False
        person.save(update_fields=["key_holder", "erase_after", "erase_closes"])
        _seal_second_steps_anew(person)
        Trail.objects.begin(person)
        audit.record(person=person, actor=person, action=audit.Action.JOURNAL_ERASED)
    # Refused by the database if anything sealed with this key is still there: a new room
    # has to say above what becomes of its rows.
    old_key.delete()
    transaction.on_commit(lambda: sealing.forget(old_key_id))
    return True


def _erase_trail(person: User) -> None:
    # The base manager: rows of the trail go with their person, and in no other way.
    AuditEvent._base_manager.filter(person=person).delete()
    Trail.objects.filter(person=person).delete()


def _end_every_session(person: User) -> None:
    for row in UserSession.objects.filter(user=person):
        row.end()
    for session in Session.objects.iterator():  # also those that no list knows
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _seal_second_steps_anew(person: User) -> None:
    """The sign-in stays as safe as it was: its second steps go over to the new key."""
    for factor in person.factors.all():
        factor.name, factor.secret = factor.name, factor.secret  # opened with the old key
        factor.key_holder = person.key_holder
        factor.save(update_fields=["key_holder", "name", "secret"])


def _close(person: User) -> None:
    """Take the person out. Who met them in supervision keeps that fact, and what was said to
    them, without a name."""
    today = house_day()
    pairs = Supervision.objects.of(person)
    for pair in pairs.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today)):
        end_supervision(supervision=pair, actor=person, leaves=True)
    leave_meetings(person=person)
    leave_agreements(person=person)
    leave_sessions(person=person)
    leave_keys(person=person)
    close_shares_to(person)  # also those that the clock ended, and nobody has shut yet
    let_go_of(person)
    forget_wishes_of(person)
    Capacity.objects.filter(supervisor=person).delete()
    PeerRequest.objects.filter(Q(asker=person) | Q(asked=person)).delete()
    keys = list(person.addresses.confirmed().values_list("key", flat=True))
    Invitation.objects.filter(Q(accepted_by=person) | Q(address_key__in=keys)).delete()
    met = pairs.exists() or SessionPart.objects.filter(person=person).exists()
    if not met and not concerns.names(person):
        person.delete()
        return
    person.factors.all().delete()
    for rows in (person.addresses, person.recovery_codes, person.holds, person.memberships):
        rows.all().delete()
    _without_name(person)


def _without_name(person: User) -> None:
    person.email = person.email_key = f"{short(new_id()).lower()}@{ERASED}"
    person.display_name = ""
    person.set_unusable_password()
    person.time_zone, person.theme, person.spell_check = "Europe/London", User.Theme.SYSTEM, False
    person.is_active = person.is_superuser = False
    person.last_login = person.welcomed_at = person.held_until = person.erase_after = None
    person.erase_closes = False
    person.key_holder = KeyHolder.objects.create()
    person.save()
    Trail.objects.begin(person)


def _tell(person: User, template: str, context: dict[str, Any]) -> None:
    """Mail every address on file, as they are now, once the change stands."""
    context = {"name": person.display_name, **context}
    for address in addresses_on_file(person):
        transaction.on_commit(lambda to=address: mail.send(template, to, context))  # type: ignore[misc]
