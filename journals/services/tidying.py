"""What is kept for a while only."""

from django.conf import settings
from django.utils import timezone

from journals.models import ParkedWords, Preparation
from journals.preparing import LASTS


def drop_stale() -> int:
    """Choices for a share that was not made, and parked pages that nobody came back to."""
    now = timezone.now()
    prepared: int = Preparation.objects.filter(made_at__lte=now - LASTS).delete()[0]
    parked: int = ParkedWords.objects.filter(parked_at__lte=now - settings.BIN_TIME).delete()[0]
    return prepared + parked
