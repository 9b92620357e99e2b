"""The portfolio's front page, and setting up, changing and closing a cycle."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from portfolio import services
from portfolio.forms import CycleForm, cycle_initial
from portfolio.gone import gone_is_404
from portfolio.models import Cycle
from portfolio.pages import SHELF
from portfolio.progress import steps_of
from portfolio.services.cycles import holds_something

CYCLE = "cycle"


def _own(request: HttpRequest) -> Any:
    return Cycle.objects.visible_to(request.user).select_related("framework")


def _with_steps(request: HttpRequest) -> Any:
    return _own(request).with_sums().prefetch_related("framework__requirements")


@private_text
@require_safe
def cycle_list(request: HttpRequest) -> HttpResponse:
    cycles = list(_with_steps(request).soonest_first())
    context = {
        "running": [(cycle, steps_of(cycle)) for cycle in cycles if not cycle.is_closed],
        "closed": [cycle for cycle in cycles if cycle.is_closed],
    }
    return render(request, "portfolio/cycle_list.html", context)


@private_text
@require_safe
def cycle_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    cycle = get_object_or_404(_with_steps(request), pk=pk)
    context = {"cycle": cycle, "steps": steps_of(cycle)}
    return render(request, "portfolio/cycle_detail.html", context)


def keep_refused_new(request: HttpRequest) -> bool | None:
    return SHELF.keep_refused(request, CYCLE, CycleForm, about=False)


@on_refusal(keep_refused_new)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_create(request: HttpRequest) -> HttpResponse:
    page = TypedPage(SHELF, request, CYCLE, CycleForm)
    if request.method != "POST":
        return render(request, "portfolio/cycle_create.html", page.context())
    here = reverse("portfolio:cycle_create")
    if SHELF.is_anothers(request):
        return answered(request, keep_refused_new(request), here)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(here)
    user = signed_in(request)
    try:
        services.set_cycle(owner=user, actor=user, id=page.bound.thing_id, **form.cleaned_data)
    except services.CycleOverlaps:
        return _overlaps(request, page, here)
    page.saved(form, _("Your cycle is set up. Nobody else can see it."))
    return see_other(reverse("portfolio:cycle_list"))


def _overlaps(request: HttpRequest, page: TypedPage, url: str) -> HttpResponse:
    messages.error(request, _("You have a cycle under this code in these days already."))
    return page.refused(url)


def keep_refused_change(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, CYCLE, CycleForm, about=True)


@on_refusal(keep_refused_change)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def cycle_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        kept = keep_refused_change(request, pk)
        return answered(request, kept, request.path)  # which is not found, for this person
    cycle = get_object_or_404(_own(request), pk=pk)
    page = TypedPage(SHELF, request, CYCLE, CycleForm, cycle.pk, cycle_initial(cycle))
    if request.method != "POST":
        return render(request, "portfolio/cycle_edit.html", page.context(cycle=cycle))
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        services.change_cycle(cycle_id=cycle.pk, actor=signed_in(request), **form.cleaned_data)
    except services.CycleOverlaps:
        return _overlaps(request, page, request.path)
    page.saved(form, _("Changed. What you wrote and noted stays as it is."))
    return see_other(cycle.get_absolute_url())


@private_text
@require_POST
@gone_is_404
def cycle_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    cycle = get_object_or_404(_own(request), pk=pk)
    services.close_cycle(cycle_id=cycle.pk, actor=signed_in(request))
    messages.success(request, _("Closed. All that is in it stays, and you can open it again."))
    return see_other(cycle.get_absolute_url())


@private_text
@require_POST
@gone_is_404
def cycle_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    cycle = get_object_or_404(_own(request), pk=pk)
    try:
        services.reopen_cycle(cycle_id=cycle.pk, actor=signed_in(request))
    except services.CycleOverlaps:
        said = _("Another cycle of yours under this code has these days now. It stays closed.")
        messages.warning(request, said)
    return see_other(cycle.get_absolute_url())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def cycle_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    cycle = get_object_or_404(_own(request), pk=pk)
    if request.method != "POST":
        context = {"cycle": cycle, "holds": holds_something(cycle)}
        return render(request, "portfolio/cycle_delete.html", context)
    try:
        services.delete_cycle(cycle_id=cycle.pk, actor=signed_in(request))
    except services.CycleHoldsAccounts:
        said = _(
            "Not erased: it holds a reflective account, perhaps one whose entry lies in the bin, "
            "or a form of its discussion or confirmation. You can close it instead."
        )
        messages.warning(request, said)
        return see_other(cycle.get_absolute_url())
    messages.success(request, _("Erased. Your entries and logs are as they were."))
    return see_other(reverse("portfolio:cycle_list"))
