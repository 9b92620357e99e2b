"""Before a team reads them, lines of the minutes are looked through for who somebody may be."""

from __future__ import annotations

from collections.abc import Iterable

from meetings.lines import Line
from meetings.looking_back import Look
from people.models import User
from promises.naming import found_in


def look_through(texts: Iterable[Line | Look], person: User) -> bool:
    """Note beside each text that was changed what of it may be a person. Whether there is any."""
    any_found = False
    for one in texts:
        # What cannot be saved as it is comes back, and is looked through then: what is too long
        # to be a line may be so long that it would take minutes.
        if one.is_changed and not one.problems:
            words = [one.happened] if isinstance(one, Look) else [one.text, one.role]
            one.found = found_in(words, person)
            any_found = any_found or bool(one.found)
    return any_found
