"""What a file of a cycle for somebody else may hold, by the names in its page's address."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio.logs import LOGS
from portfolio.signed import SIGNED_FORMS, is_asked
from prompts.models import Framework

PARTS: dict[str, Promise] = {
    "accounts": _("Reflective accounts"),
    **{key: log.title for key, log in LOGS.items()},
    "coverage": _("Which parts of the code they touch"),
    "discussion": _("The form of the reflective discussion"),
    "confirmation": _("The form of the confirmation"),
}
NOT_TICKED = {"coverage"}  # beforehand: pages of noughts, for who wants them


def parts_of(framework: Framework) -> dict[str, Promise]:
    """Of these, what this regulator knows."""
    return {k: name for k, name in PARTS.items() if k not in SIGNED_FORMS or is_asked(framework, k)}
