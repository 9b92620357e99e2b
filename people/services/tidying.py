"""What is no longer needed about people, and so must not be kept."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from people import limits
from people.models import Address, HoldNotice, Invitation

INVITATIONS_KEPT = timedelta(days=30)


def drop_stale() -> int:
    """Addresses never confirmed, invitations never used, cancel links that are dead."""
    now = timezone.now()
    over = Q(hold__until__lte=now) | Q(hold__opened_at__lte=now) | Q(hold__cancelled_at__lte=now)
    limits.tidy()
    return sum(
        rows.delete()[0]
        for rows in (
            Address.objects.pending().filter(code_expires_at__lte=now),
            Invitation.objects.filter(expires_at__lte=now - INVITATIONS_KEPT, accepted_at=None),
            HoldNotice.objects.filter(over),
        )
    )
