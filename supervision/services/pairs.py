"""Changes to who supervises whom. Ending one also shuts what was shared: see
`journals.services.endings`, which every page must use."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people import audit
from people.days import house_day
from people.locks import lock_person
from people.models import Membership, Organisation, User
from supervision import pair_news
from supervision.models import Capacity, Supervision


class NotPairedError(Exception):
    """The two were not paired; the message says why."""


@transaction.atomic
def start_supervision(
    *, supervisor: User, supervisee: User, organisation: Organisation, actor: User | None = None
) -> Supervision:
    """Pair two people of an organisation, from today on; without an actor an operator does.

    It opens nothing that was shared in an earlier supervision of theirs.
    """
    if supervisor == supervisee:
        raise NotPairedError("Nobody supervises themselves.")
    # One after the other for the same supervisee, so that two presses make one pair.
    lock_person(supervisee)
    here = Membership.objects.current().filter(organisation=organisation)
    if not here.filter(user=supervisee).exists():
        raise NotPairedError(f"{supervisee.email} does not belong to {organisation}.")
    membership = here.filter(user=supervisor).first()
    if membership is None or not membership.has_role(Membership.Role.SUPERVISOR):
        raise NotPairedError(f"{supervisor.email} is not a supervisor in {organisation}.")
    pairs = Supervision.objects.filter(supervisor=supervisor, supervisee=supervisee, covers=None)
    if pairs.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=house_day())).exists():
        raise NotPairedError("These two are paired already.")
    return begin(
        supervisor=supervisor, supervisee=supervisee, organisation=organisation, actor=actor
    )


def begin(*, actor: User | None, **fields: Any) -> Supervision:
    """Within the caller's transaction: the one place where a supervision is made.

    It stands in the trails of both, and whoever did not do it is told.
    """
    pair = Supervision.objects.create(**fields)
    _record(pair, actor, audit.Action.SUPERVISION_STARTED)
    pair_news.started(pair, _others(pair, actor))
    return pair


@transaction.atomic
def say_full(*, supervisor: User, full: bool) -> None:
    """Let supervisees know that an answer may take longer. It hides and stops nothing."""
    capacity, _made = Capacity.objects.get_or_create(supervisor=supervisor)
    if full != (capacity.full_since is not None):
        capacity.full_since = timezone.now() if full else None
        capacity.save(update_fields=["full_since"])


def are_full(supervisors: list[User]) -> set[object]:
    """The ids of those among them who said so."""
    rows: QuerySet[Capacity] = Capacity.objects.filter(
        supervisor__in=supervisors, full_since__isnull=False
    )
    return set(rows.values_list("supervisor_id", flat=True))


def with_who_is_full(person: User, full: set[object]) -> str:
    """A name to choose, saying so beside it. It hides nobody: they answer for themselves."""
    return _("%(name)s (is full)") % {"name": person} if person.pk in full else str(person)


def set_end(*, supervision: Supervision, on: date | None = None) -> bool:
    """End it on a day. An end is never taken back: a renewal is a new row.

    Says whether that is new. Whoever calls this shuts what was shared, and then says so by
    `tell_end`: trails are locked after shares.
    """
    day = max(on or house_day(), supervision.started_on)
    if supervision.ended_on == day:  # pressed twice
        return False
    supervision.ended_on = day
    supervision.save(update_fields=["ended_on"])
    return True


def tell_end(supervision: Supervision, *, actor: User | None, leaves: bool = False) -> None:
    """Within the caller's transaction: its end stands in the trails of both, and whoever did
    not do it is told.

    `leaves`: the actor closes their journal just now, and has no trail any more.
    """
    _record(supervision, actor, audit.Action.SUPERVISION_ENDED, leaves=leaves)
    pair_news.ended(supervision, _others(supervision, actor))


def _others(pair: Supervision, actor: User | None) -> list[User]:
    both = (pair.supervisor, pair.supervisee)
    return [one for one in both if one != actor and one.is_active]


def _record(
    pair: Supervision, actor: User | None, action: audit.Action, *, leaves: bool = False
) -> None:
    """On the trails of both, in the one order in which trails are locked."""
    for person in sorted((pair.supervisor, pair.supervisee), key=lambda one: one.pk):
        if (leaves and person == actor) or person.has_left:
            continue
        about: dict[str, Any] = {
            "person": person, "action": action, "object_type": "supervision", "object_id": pair.pk
        }  # fmt: skip
        if actor is None:  # whoever runs the server is no person of the journal
            audit.record_calendar(**about)
        else:
            audit.record(actor=actor, **about)
