"""What falls due by the clock. Every part may run twice, or late, without harm."""

import logging
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.mail import mail_admins
from django.core.management import call_command
from django.db import connection

from desk import clock
from desk.bring_in.services import drop_old_bringings
from desk.services import erase_due
from journals.services import coming_back, concerns, reminding, tidying
from journals.services.bins import empty_bins
from journals.services.endings import close_ended
from meetings.services import parking as meetings_parking
from meetings.services import running as meetings
from meetings.services import tidying as meetings_tidying
from notices import services as notices
from people.services.tidying import drop_stale
from portfolio import services as portfolio
from promises import services as promises
from prompts.services.houses import drop_old_drafts
from prompts.services.measures import drop_old_sittings
from supervision.services import actions as session_actions
from supervision.services import agreements, tomorrow
from supervision.services import parking as supervision_parking

logger = logging.getLogger(__name__)


def _drop_sessions() -> int:
    """The list of devices forgets what the sessions themselves have forgotten."""
    call_command("clearsessions")
    alive = Session.objects.values("session_key")
    count: int = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return count


def _drop_stale() -> int:
    parts = (
        drop_stale,
        tidying.drop_stale,
        promises.drop_stale,
        portfolio.drop_stale,
        supervision_parking.drop_stale,
        meetings_parking.drop_stale,
    )
    return sum(drop() for drop in parts)


# The mail comes last: a mail server that is slow must not keep anything from being erased.
PARTS: dict[str, Callable[[], int]] = {
    "shares closed": close_ended,
    "worries told": concerns.tell_due,
    "worries closed": concerns.close_old,
    "entries erased from bins": empty_bins,
    "lines of logs erased from bins": portfolio.drop_old_lines,
    "files of logs erased from bins": portfolio.drop_old_files,
    "journals erased": erase_due,
    "meetings ended": meetings.end_left_open,
    "session rows dropped": _drop_sessions,
    "stale rows dropped": _drop_stale,
    "words of meetings dropped": meetings_tidying.drop_stale,
    "old drafts dropped": drop_old_drafts,
    "imports that waited dropped": drop_old_bringings,
    "unfinished measures dropped": drop_old_sittings,
    "promises fell due": promises.tell_due,
    "agreements to be looked at": agreements.tell_reviews_due,
    "waiting shares told of": reminding.tell_waiting,
    "entries that come back told of": coming_back.tell_due,
    "sessions of tomorrow told": tomorrow.tell_tomorrow,
    "actions of sessions fell due": session_actions.tell_due,
    "old notices dropped": notices.forget_old,
    "mails of news sent": notices.send_due,
}
# What a clock that is wrong can do no harm to.
WHATEVER_THE_CLOCK = {"mails of news sent"}


class RoundFailed(Exception):
    """Some parts of a round did: their names."""


def tick() -> dict[str, int]:
    """A round. Raises RoundFailed in the end, when some part of it failed.

    It keeps none of the others from their turn, and the next round tries it again.
    """
    done: dict[str, int] = {}
    failed: list[str] = []
    waits = _clock_is_doubted()
    for name, part in PARTS.items():
        if waits and name not in WHATEVER_THE_CLOCK:
            continue
        try:
            done[name] = part()
        except Exception:  # whatever it is: logged without its message, which may quote a row
            logger.exception("a part of the round failed: %s", name)
            failed.append(name)
            connection.close_if_unusable_or_obsolete()
    if failed:
        raise RoundFailed(", ".join(failed))
    return done


def _clock_is_doubted() -> bool:
    found = clock.begin_round()
    if found.waits_until and found.began_to_wait:
        until = found.waits_until.isoformat(timespec="minutes")
        said = (
            "The clock of the server stepped far ahead since the last round: nothing is erased "
            f"before {until}. If the clock is right: manage.py tick --clock-is-right"
        )
        logger.warning(said)
        mail_admins("Is the clock right?", said, fail_silently=True)
    return found.waits_until is not None
