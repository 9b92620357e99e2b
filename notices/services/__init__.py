"""Telling a person of something, and what becomes of it."""

from .posting import send_due
from .telling import (
    KEPT,
    forget,
    forget_old,
    let_rest,
    mark_seen,
    retract,
    tell,
    tell_all,
    unseen_count,
)
from .wishes import save_wish, wish_of

__all__ = [
    "KEPT",
    "forget",
    "forget_old",
    "let_rest",
    "mark_seen",
    "retract",
    "save_wish",
    "send_due",
    "tell",
    "tell_all",
    "unseen_count",
    "wish_of",
]
