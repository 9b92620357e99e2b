"""Whether a copy holds what others wrote, and so asks what the pages that show it ask."""

from typing import Any

from django.db.models import QuerySet, Value

from desk.bring_in.others import brought_others_words
from desk.models import Bringing
from people.models import User
from supervision.models import Supervision, SupervisionSession


def holds_others_words(person: User) -> bool:
    """As a supervisor or a peer, of a pair that runs or is over, or of a group or a drop-in;
    also of another house, when the record of a journal that came in holds it.

    Whoever is only supervised reads their own record without a second step, and takes it so.
    """
    led = Supervision.objects.visible_to(person).filter(supervisor=person)
    held = SupervisionSession.objects.visible_to(person).filter(supervisor=person)
    came = Bringing.objects.visible_to(person).done()
    both = _said(led, "here").union(_said(held, "here"), _said(came, "came"))
    found = {said for (said,) in both}  # one query, for whoever brought nothing
    return "here" in found or ("came" in found and brought_others_words(person))


def _said(rows: QuerySet[Any], word: str) -> QuerySet[Any, tuple[str]]:
    return rows.order_by().values_list(Value(word))
