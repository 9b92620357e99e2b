"""Entries, what was shared of them, and what was said about it."""

from .before_groups import BeforeGroup, NamedReader
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
    "Concern",
    "ConcernStep",
    "DepthWish",
    "Entry",
    "EntryQuerySet",
    "EntryRevision",
    "InvalidMove",
    "KeptWords",
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
