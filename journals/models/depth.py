"""Whether a writer wants to hear where their accounts seem to stand."""

from django.db import models

from people.models import User


class DepthWish(models.Model):
    """No row, or no moment in it: they do not, and nobody is asked to say so."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    on_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"depth words for {self.person_id}"
