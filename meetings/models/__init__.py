"""Meetings of a team: what is planned, what is put before it, and what came of it."""

from .meetings import ENOUGH, OPENS, AgendaItem, Asking, Meeting
from .minutes import Minute, ParkedPage

__all__ = [
    "ENOUGH",
    "OPENS",
    "AgendaItem",
    "Asking",
    "Meeting",
    "Minute",
    "ParkedPage",
]
