"""What falls due by the clock. Every part may run twice, or late, without harm."""

import logging

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command

from desk.clock import begin_round
from desk.services import erase_due
from journals.services import tidying
from journals.services.endings import close_ended
from journals.services.entries import empty_bins
from meetings.services import parking as meetings_parking
from meetings.services import running as meetings
from meetings.services import tidying as meetings_tidying
from notices import services as notices
from people.services.tidying import drop_stale
from promises import services as promises
from prompts.services.houses import drop_old_drafts

logger = logging.getLogger(__name__)


def tick() -> dict[str, int]:
    """Shut what has ended, empty bins, erase what is due, drop what has expired, send mail.

    The mail comes last: a mail server that is slow must not keep anything from being erased.
    """
    if waits_until := begin_round():
        logger.warning(
            "The clock stepped far ahead since the last round: nothing is erased before %s. "
            "If the clock is right: manage.py tick --clock-is-right",
            waits_until.isoformat(timespec="minutes"),
        )
        return {"mails of news sent": notices.send_due()}
    done = {
        "shares closed": close_ended(),
        "entries erased from bins": empty_bins(),
        "journals erased": erase_due(),
    }
    done["meetings ended"] = meetings.end_left_open()
    call_command("clearsessions")
    done["session rows dropped"] = _drop_session_rows()
    stale = (drop_stale, tidying.drop_stale, promises.drop_stale, meetings_parking.drop_stale)
    done["stale rows dropped"] = sum(drop() for drop in stale)
    done["words of meetings dropped"] = meetings_tidying.drop_stale()
    done["old drafts dropped"] = drop_old_drafts()
    done["promises fell due"] = promises.tell_due()
    done["old notices dropped"] = notices.forget_old()
    done["mails of news sent"] = notices.send_due()
    return done


def _drop_session_rows() -> int:
    """The list of devices forgets what the sessions themselves have forgotten."""
    alive = Session.objects.values("session_key")
    count: int = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    return count
