"""A group session to come, and what a writer may put before it."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from journals.models import BeforeGroup
from people.models import User
from supervision.models import SupervisionSession
from tests.makers import make_entry, make_share, make_supervision
from tests.supervision.makers import make_group
from vault.ids import from_short, short

WORDS = "I waited too long before I asked for help."


def group(supervisor: str, writer: str, other: str) -> dict[str, str]:
    """In two days; what was shared with its supervisor can be put before it."""
    led, hers, theirs = (
        User.objects.get(pk=from_short(one)) for one in (supervisor, writer, other)
    )
    pair = make_supervision(led, hers)
    make_supervision(led, theirs)
    answers = {"happened": WORDS, "in_a_line": "Words that were not chosen"}
    share = make_share(make_entry(hers, answers=answers), pair, "happened")
    session = make_group(led, [hers, theirs], starts_at=timezone.now() + timedelta(days=2))
    return {"share": short(share.pk), "session": short(session.pk)}


def group_meets(session: str) -> None:
    """Two days later: it begins now, and so does the time of what was put before it."""
    later = timedelta(days=2)
    rows = SupervisionSession.objects.filter(pk=from_short(session))
    rows.update(starts_at=F("starts_at") - later)
    put = BeforeGroup.objects.filter(session__in=rows, opens_at__isnull=False)
    put.update(opens_at=F("opens_at") - later, closes_at=F("closes_at") - later)
