"""Changes to who supervises whom. Ending one also shuts what was shared: see
`journals.services.endings`, which every page must use."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.days import house_day
from people.models import Membership, Organisation, User
from supervision.models import Capacity, Supervision


class NotPairedError(Exception):
    """The two were not paired; the message says why."""


@transaction.atomic
def start_supervision(
    *, supervisor: User, supervisee: User, organisation: Organisation
) -> Supervision:
    """Pair two people of an organisation, from today on. It opens nothing that was shared
    in an earlier supervision of theirs."""
    if supervisor == supervisee:
        raise NotPairedError("Nobody supervises themselves.")
    # One after the other for the same supervisee, so that two presses make one pair.
    User.objects.select_for_update(no_key=True).get(pk=supervisee.pk)
    here = Membership.objects.current().filter(organisation=organisation)
    if not here.filter(user=supervisee).exists():
        raise NotPairedError(f"{supervisee.email} does not belong to {organisation}.")
    membership = here.filter(user=supervisor).first()
    if membership is None or not membership.has_role(Membership.Role.SUPERVISOR):
        raise NotPairedError(f"{supervisor.email} is not a supervisor in {organisation}.")
    pairs = Supervision.objects.filter(supervisor=supervisor, supervisee=supervisee, covers=None)
    if pairs.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=house_day())).exists():
        raise NotPairedError("These two are paired already.")
    return Supervision.objects.create(
        supervisor=supervisor, supervisee=supervisee, organisation=organisation
    )


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


def set_end(*, supervision: Supervision, on: date | None = None) -> None:
    """End it on a day. An end is never taken back: a renewal is a new row."""
    supervision.ended_on = max(on or house_day(), supervision.started_on)
    supervision.save(update_fields=["ended_on"])
