"""The three logs: their lines, adding one, changing it, erasing it and bringing it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from portfolio import services
from portfolio.attachments import with_counts
from portfolio.forms import line_initial
from portfolio.gone import gone_is_404
from portfolio.logs import LOGS
from portfolio.models import Cycle
from portfolio.offers import offer_of, offers_to, with_programme
from portfolio.pages import SHELF
from portfolio.progress import step_of

PAGE = 30


@private_text
@require_safe
def log_list(request: HttpRequest, log: str) -> HttpResponse:
    here, user = LOGS[log], signed_in(request)
    own = here.model.objects.visible_to(user).newest_first().select_related("key_holder")
    lines = with_counts(own, log)
    binned = here.model.objects.in_bin_of(user).select_related("key_holder")
    rows = Cycle.objects.visible_to(user).open().with_sums().soonest_first()
    cycles = list(rows.select_related("framework").prefetch_related("framework__requirements"))
    context = {
        "log": here,
        "page_obj": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "binned": binned.order_by("-deleted_at")[:PAGE],
        "totals": [(cycle, step) for cycle in cycles if (step := step_of(cycle, here.requirement))],
        "has_cycle": bool(cycles),
        "offers": offers_to(user) if log == "cpd" else [],
    }
    return render(request, "portfolio/log_list.html", context)


def keep_refused_new(request: HttpRequest, log: str) -> bool | None:
    return SHELF.keep_refused(request, log, LOGS[log].form, about=False)


@on_refusal(keep_refused_new)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def log_create(request: HttpRequest, log: str) -> HttpResponse:
    here, user = LOGS[log], signed_in(request)
    offer = offer_of(user, request.GET.get("of", "")) if log == "cpd" else None
    page = TypedPage(SHELF, request, log, here.form, initial=offer.initial if offer else None)
    if request.method != "POST":
        return render(request, "portfolio/log_form.html", page.context(log=here, offer=offer))
    if SHELF.is_anothers(request):
        return answered(request, keep_refused_new(request, log), here.add_url)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(here.add_url)
    values = with_programme(user, form.cleaned_data)
    services.add_line(here.model, owner=user, actor=user, id=page.bound.thing_id, **values)
    page.saved(form, _("It is in your log. Nobody else can see it."))
    return see_other(here.url)


def keep_refused_change(request: HttpRequest, log: str, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, log, LOGS[log].form, about=True)


@on_refusal(keep_refused_change)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def log_edit(request: HttpRequest, log: str, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        kept = keep_refused_change(request, log, pk)
        return answered(request, kept, request.path)  # which is not found, for this person
    here, line = LOGS[log], _line(request, log, pk)
    page = TypedPage(SHELF, request, log, here.form, line.pk, line_initial(here.form, line))
    if request.method != "POST":
        delete = here.url_of(line, "delete")
        context = page.context(log=here, line=line, delete_url=delete)
        return render(request, "portfolio/log_form.html", context)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    values = {name: value for name, value in form.cleaned_data.items() if name != "of"}
    services.change_line(here.model, line_id=line.pk, actor=signed_in(request), **values)
    page.saved(form, _("Changed."))
    return see_other(here.url)


def _line(request: HttpRequest, log: str, pk: uuid.UUID) -> Any:
    own = LOGS[log].model.objects.visible_to(request.user).select_related("key_holder")
    return get_object_or_404(own, pk=pk)


@private_text
@require_POST
@gone_is_404
def log_delete(request: HttpRequest, log: str, pk: uuid.UUID) -> HttpResponse:
    """Asks nothing first: it can be brought back."""
    here, user = LOGS[log], signed_in(request)
    line = get_object_or_404(here.model.objects.own_of(user), pk=pk)
    services.delete_line(here.model, line_id=line.pk, actor=user)
    messages.success(request, _("It counts no more. You can bring it back below for 30 days."))
    return see_other(here.url)


@private_text
@require_POST
@gone_is_404
def log_undelete(request: HttpRequest, log: str, pk: uuid.UUID) -> HttpResponse:
    here, user = LOGS[log], signed_in(request)
    line = get_object_or_404(here.model.objects.own_of(user), pk=pk)
    services.undelete_line(here.model, line_id=line.pk, actor=user)
    messages.success(request, _("It is back in your log."))
    return see_other(here.url)


@private_text
@require_POST
def unsaved_drop(request: HttpRequest) -> HttpResponse:
    """Let go of words that could not be saved and are not needed."""
    found = SHELF.shown_again(request)
    if found is not None:
        found.delete()
        messages.success(request, _("Those words are gone."))
    return see_other(reverse("portfolio:cycle_list"))
