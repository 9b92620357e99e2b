"""Why something about a session cannot be done."""

from __future__ import annotations


class SessionRefused(Exception):
    """It cannot be done as the session, or who has to do with it, stands now."""


class TooManyPlanned(SessionRefused):
    """So many are planned ahead already that one more would be a mistake."""
