"""Telling a person of something, and what becomes of it."""

from .posting import send_due
from .telling import forget, forget_old, mark_seen, retract, tell, unseen_count

__all__ = [
    "forget",
    "forget_old",
    "mark_seen",
    "retract",
    "send_due",
    "tell",
    "unseen_count",
]
