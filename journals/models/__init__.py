"""Entries, what was shared of them, and what was said about it."""

from .entries import Clash, Entry, EntryQuerySet, EntryRevision, ParkedForm
from .moves import ShareMove
from .preparation import KeptWords, Preparation
from .promised import PromiseOfEntry
from .reviews import SLOTS, ParkedWords, Reply, Review
from .shares import InvalidMove, OutsideReader, Share

__all__ = [
    "SLOTS",
    "Clash",
    "Entry",
    "EntryQuerySet",
    "EntryRevision",
    "InvalidMove",
    "KeptWords",
    "OutsideReader",
    "ParkedForm",
    "ParkedWords",
    "Preparation",
    "PromiseOfEntry",
    "Reply",
    "Review",
    "Share",
    "ShareMove",
]
