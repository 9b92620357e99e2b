"""What a line of a log chooses from, in the words of the regulators' own columns."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = dict[str, Promise]

SCOPES: Choices = {
    "direct": _("Care for people"),
    "management": _("Managing or leading"),
    "education": _("Teaching"),
    "policy": _("Policy"),
    "research": _("Research"),
    "other": _("Something else"),
}
METHODS: Choices = {
    "course": _("A course or a study day"),
    "online": _("Online learning"),
    "reading": _("Reading and writing on my own"),
    "supervision": _("Supervision or coaching"),
    "group": _("A group or a team session"),
    "event": _("A conference or a workshop"),
    "other": _("Another way"),
}
SOURCES: Choices = {
    "patient": _("A person I cared for"),
    "family": _("Family or carers"),
    "colleague": _("A colleague"),
    "student": _("A student"),
    "manager": _("My manager, or an appraisal"),
    "team": _("The team, or a report about it"),
    "other": _("Somebody else"),
}
FORMS: Choices = {
    "spoken": _("Spoken"),
    "letter": _("A letter or a card"),
    "survey": _("A survey"),
    "report": _("A report"),
    "complaint": _("A complaint"),
    "other": _("In another way"),
}


BY_FIELD: dict[str, Choices] = {
    "scope": SCOPES,
    "method": METHODS,
    "source": SOURCES,
    "form": FORMS,
}


def in_words(choices: Choices, key: str) -> str:
    """As people read it; a key that is no longer there stands as it is."""
    return str(choices.get(key, key))
