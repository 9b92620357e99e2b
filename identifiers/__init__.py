"""Finds what may identify a person in a text: local, explainable, and no promise."""

from .check import find
from .findings import Finding, Level
from .plain import fold
from .sentences import LEAVE_OUT

__all__ = ["LEAVE_OUT", "Finding", "Level", "find", "fold"]
