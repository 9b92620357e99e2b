"""What is kept for a while only."""

from django.utils import timezone

from journals.models import ParkedWords, Preparation
from journals.preparing import LASTS
from people import kept


def drop_stale() -> int:
    """Choices for a share that was not made, and parked pages that nobody came back to."""
    old = Preparation.objects.filter(made_at__lte=timezone.now() - LASTS)
    prepared: int = old.delete()[0]
    return prepared + kept.drop_stale(ParkedWords.objects.all())
