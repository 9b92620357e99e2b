"""With whom a person works in supervision, and all of one such pair on one page."""

import uuid
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.access import private_text, signed_in
from people.factors import ask_second_step
from people.models import User
from people.roles import administers_somewhere, houses_run_by
from supervision.agreed import Standing, standing_of, standings_of
from supervision.models import Handing, PairFeedback, Supervision, SupervisionQuerySet
from supervision.models.standing import saying_what_never_began
from supervision.session_pages import pair_context
from supervision.unsaved import unsaved_of_pair


class PairLine(NamedTuple):
    """One pair on the list."""

    pair: Supervision
    other: User
    standing: Standing | None  # of one that runs
    is_full: bool = False  # its supervisor says so


@private_text
@require_safe
def pair_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    rows = _own(user).select_related("supervisor", "supervisee", "organisation")
    pairs = list(rows.order_by("-started_on", "pk"))
    lines = _lines([pair for pair in pairs if pair.runs], user)
    rest = [PairLine(p, p.other(user), None) for p in pairs if not p.runs]
    context = {
        "received": [x for x in lines if not x.pair.is_peer and x.other == x.pair.supervisor],
        "given": [x for x in lines if not x.pair.is_peer and x.other == x.pair.supervisee],
        "peers": [x for x in lines if x.pair.is_peer],
        "to_come": [x for x in rest if x.pair.is_to_come],
        "over": [x for x in rest if not x.pair.is_to_come],
        "asked": Handing.objects.visible_to(user).open().asking(user),
        "houses": houses_run_by(user) if administers_somewhere(user, request.session) else [],
    }
    return render(request, "supervision/pair_list.html", context)


def _lines(running: list[Supervision], user: User) -> list[PairLine]:
    standings = standings_of(running, user)
    return [
        PairLine(one, one.other(user), standings[one.pk], one.supervisor_is_full) for one in running
    ]


@private_text
@require_safe
def pair_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user, pair = signed_in(request), own_pair(request, pk)
    context = {
        "pair": pair,
        "other": pair.other(user),
        "is_supervisor": pair.supervisor_id == user.pk,
        "standing": standing_of(pair, user),
        "is_full": pair.supervisor_is_full,
        "handings": Handing.objects.visible_to(user)
        .filter(Q(supervision=pair) | Q(result=pair))
        .of_now()
        .select_related("to"),
        "unsaved": unsaved_of_pair(pair, user),
        "feedback": _feedback(user, pair),
        **pair_context(pair, user),
    }
    return render(request, "supervision/pair_detail.html", context)


def _feedback(user: User, pair: Supervision) -> list[PairFeedback]:
    """What the person said or was told about it. A supervisor sees no sign where there is none."""
    rows = PairFeedback.objects.visible_to(user).filter(supervision=pair)
    return list(rows.defer("answers", "reply").newest_first())


def own_pair(request: HttpRequest, pk: uuid.UUID) -> Supervision:
    """One of the person's own pairs, also one that is over; it says whether it `runs`."""
    user = signed_in(request)
    people = ("supervisor", "supervisee", "organisation", "key_holder")
    pair = get_object_or_404(_own(user).select_related(*people), pk=pk)
    if pair.supervisor_id == user.pk:
        ask_second_step(request)
    return pair


def _own(user: User) -> SupervisionQuerySet:
    own = Supervision.objects.visible_to(user).saying_whether_they_run().saying_who_is_full()
    return saying_what_never_began(own, user)
