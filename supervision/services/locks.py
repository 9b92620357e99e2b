"""In which order rows are locked, so that no two who change something wait for one another.

People (`people.locks`), entries, pairs (who stands in after whom they stand in for), sessions,
shares, what hangs on any of these, and trails last (`people.audit.lock_trails`). Whoever will need
one of the later ones need not hold the earlier ones; whoever needs both takes them in this order.
"""

from __future__ import annotations

import uuid

from django.db.models import F

from people.locks import lock_person
from people.models import User
from supervision.models import (
    SessionPart,
    Supervision,
    SupervisionQuerySet,
    SupervisionSession,
)


def lock_pairs(pairs: SupervisionQuerySet) -> list[Supervision]:
    rows = pairs.order_by(F("covers_id").asc(nulls_first=True), "pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def lock_pairs_of(session_id: uuid.UUID, actor: User) -> None:
    """Before the session itself, where another one may be planned or somebody taken off it: of a
    pair the pair; of others whoever leads them, and their pairs with those who come.

    Raises SupervisionSession.DoesNotExist.
    """
    own = SupervisionSession.objects.visible_to(actor).select_related("supervisor")
    session = own.defer("place", "aim", "record").get(pk=session_id)
    if session.is_of_a_pair:
        lock_pairs(Supervision.objects.filter(sessions=session))
        return
    lock_person(session.supervisor)
    people = SessionPart.objects.filter(session=session).values("person")
    led = Supervision.objects.filter(supervisor=session.supervisor, is_peer=False)
    lock_pairs(led.filter(supervisee__in=people))
