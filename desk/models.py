"""What the desk itself remembers: when it last did what had fallen due."""

from django.db import models


class Round(models.Model):
    """One row: the last round, by the clock of that time (desk.clock)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    began_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_round")]

    def __str__(self) -> str:
        return "the last round"
