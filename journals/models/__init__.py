"""Entries, what was shared of them, and what was said about it."""

from .before_groups import BeforeGroup, NamedReader
from .coming_back import ComingBack, LookingBack
from .concerns import Concern, ConcernStep
from .depth import DepthWish
from .entries import Clash, Entry, EntryQuerySet, EntryRevision, ParkedForm
from .moves import ShareMove
from .preparation import KeptWords, Preparation
from .promised import PromiseOfEntry
from .reviews import MARKS, SLOTS, ParkedWords, Reply, Review
from .shares import InvalidMove, OutsideReader, Share
from .topics import SharedTopic

__all__ = [
    "MARKS",
    "SLOTS",
    "BeforeGroup",
    "Clash",
    "ComingBack",
    "Concern",
    "ConcernStep",
    "DepthWish",
    "Entry",
    "EntryQuerySet",
    "EntryRevision",
    "InvalidMove",
    "KeptWords",
    "LookingBack",
    "NamedReader",
    "OutsideReader",
    "ParkedForm",
    "ParkedWords",
    "Preparation",
    "PromiseOfEntry",
    "Reply",
    "Review",
    "Share",
    "ShareMove",
    "SharedTopic",
]
