"""Finds what may identify a person in a text: local, explainable, and no promise."""

from .check import find
from .findings import Finding, Level
from .plain import fold

__all__ = ["Finding", "Level", "find", "fold"]
