"""What is kept for a while only."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from journals.models import ParkedWords, Preparation

PREPARED_FOR = timedelta(days=1)


def drop_stale() -> int:
    """Choices for a share that was not made, and parked pages that nobody came back to."""
    now = timezone.now()
    prepared: int = Preparation.objects.filter(made_at__lte=now - PREPARED_FOR).delete()[0]
    parked: int = ParkedWords.objects.filter(parked_at__lte=now - settings.BIN_TIME).delete()[0]
    return prepared + parked
