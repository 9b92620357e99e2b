"""What supervision is for: Proctor's three, and the improvement that A-EQUIP puts beside them.

The one table of these words, for agreements, records, reviews, figures and the questions that
help with each. Keys are kept in sealed rows: none is ever renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Function(models.TextChoices):
    RESTORATIVE = "restorative", _("Restorative: to put down what weighs, and feel steady again")
    FORMATIVE = "formative", _("Formative: to understand more, and learn new skills")
    NORMATIVE = "normative", _("Normative: to look at what good and safe care asks of us")
    IMPROVEMENT = "improvement", _("Improvement: to find something small to change, and try it")


@dataclass(frozen=True)
class Words:
    name: Any  # alone: in a list, a table, a link
    does: Any  # beside a tick, in one word
    so_that: Any  # what that means, to who gives it
    says: Any  # what it means, to who is given it
    questions: str  # of the programme "supervision" of the library


WORDS: dict[Function, Words] = {
    Function.RESTORATIVE: Words(
        _("Restorative"),
        pgettext_lazy("what words of feedback do", "Restore"),
        _("so that the load is lighter"),
        _("to lighten the load"),
        "restorative",
    ),
    Function.FORMATIVE: Words(
        _("Formative"),
        pgettext_lazy("what words of feedback do", "Learn"),
        _("so that they know or do something better"),
        _("to know or do something better"),
        "formative",
    ),
    Function.NORMATIVE: Words(
        _("Normative"),
        pgettext_lazy("what words of feedback do", "Standards"),
        _("so that it is done the way it should be"),
        _("to do it the way it should be done"),
        "normative",
    ),
    Function.IMPROVEMENT: Words(
        _("Improvement"),
        pgettext_lazy("what words of feedback do", "Improve"),
        _("so that something changes in how we work"),
        _("to change something in how we work"),
        "improve",
    ),
}
NAMES = {function: words.name for function, words in WORDS.items()}


def known(keys: Any) -> list[Function]:
    """Those of a record, in its order; what this program does not know is left out."""
    return [Function(key) for key in keys or () if key in Function.values]
