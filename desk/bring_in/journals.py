"""A copy of a journal, as far as it is one that this version of the program can read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from desk.bring_in.opening import CannotOpen, read_json
from desk.bring_in.portfolio_planning import LISTS
from desk.bring_in.shape import PersonIn
from desk.copies import FORMAT

FAMILY = FORMAT.partition("/")[0] + "/"
MOST_ENTRIES = 20_000
MOST_CYCLES = 500
MOST_LINES = 5_000  # of one log, and of every other list of a portfolio


def journal_of(text: str) -> dict[str, Any]:
    """A journal.json that this version of the program can read."""
    journal = read_json(text)
    if not isinstance(journal, dict) or not isinstance(journal.get("format"), str):
        raise CannotOpen(_("This is not a journal that was taken out of Reflect Journal."))
    if journal["format"] != FORMAT:
        if journal["format"].startswith(FAMILY):
            raise CannotOpen(
                _("This journal was made by a newer version of Reflect Journal. It can be read "
                  "once the program here has been brought up to date.")
            )  # fmt: skip
        raise CannotOpen(_("This is not a journal that was taken out of Reflect Journal."))
    for part in ("entries", "promises", "measures", "kept_words", "earlier_journals", "wordings"):
        if not isinstance(journal.get(part, []), list):
            raise CannotOpen(_("The data in this file are damaged."))
    if len(journal.get("entries", [])) > MOST_ENTRIES:
        raise CannotOpen(_("There is more in this file than can be read here."))
    _check_portfolio(journal.get("portfolio", {}))
    try:
        PersonIn.model_validate(journal.get("person"))
    except ValidationError:
        raise CannotOpen(_("The data in this file do not say whose journal it is.")) from None
    return journal


def _check_portfolio(portfolio: Any) -> None:
    rows = [portfolio.get(part, []) for part in LISTS] if isinstance(portfolio, dict) else [None]
    if not all(isinstance(one, list) for one in rows):
        raise CannotOpen(_("The data in this file are damaged."))
    if max(map(len, rows)) > MOST_LINES or len(portfolio.get("cycles", [])) > MOST_CYCLES:
        raise CannotOpen(_("There is more in this file than can be read here."))
