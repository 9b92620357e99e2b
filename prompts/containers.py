"""A programme with what stands inside it and what it stands in, in one query."""

from typing import NamedTuple

from prompts.models import Programme
from prompts.querysets import ProgrammeQuerySet


class Placed(NamedTuple):
    programme: Programme
    held: list[Programme]  # in the order of the shelf
    around: Programme | None


def placed(programmes: ProgrammeQuerySet, key: str) -> Placed | None:
    """Out of these programmes; None where the key is not among them."""
    family = list(programmes.with_family_of(key))
    programme = next((one for one in family if one.key == key), None)
    if programme is None:
        return None
    held = [one for one in family if one.key in programme.holds]
    # A house may hold what the library has, and has no say in where that stands.
    around = [one for one in family if key in one.holds and one.organisation_id is None]
    return Placed(programme, held, next(iter(around), None))
