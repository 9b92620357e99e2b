"""Reflective accounts: made from entries in a cycle, looked through, done, and taken as a file."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.earlier import answers_of
from journals.models import Entry
from journals.services.entries import AnswerTooLongError, take_lines_across
from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from portfolio import services
from portfolio.accounts import (
    MOST_SOURCES,
    form_of,
    gaps_of,
    sources_of,
    sources_to_choose,
    sources_to_see,
    targets_of,
    written_in,
)
from portfolio.crossing import crossing_page, keep_refused
from portfolio.documents.accounts import is_on_form
from portfolio.gone import gone_is_404
from portfolio.models import Cycle, ReflectiveAccount
from portfolio.pages import SHELF
from portfolio.progress import step_of
from vault.ids import from_short, new_id

PAGE = 30


def _cycle(request: HttpRequest, pk: uuid.UUID) -> Cycle:
    own = Cycle.objects.visible_to(request.user).select_related("framework")
    return get_object_or_404(own, pk=pk)


def account_of(request: HttpRequest, pk: uuid.UUID) -> ReflectiveAccount:
    own = ReflectiveAccount.objects.visible_to(request.user).select_related(
        "cycle__framework",
        "framework",
        "entry__prompt_version__prompt__programme",
        "entry__key_holder",
    )
    return get_object_or_404(own, pk=pk)


@private_text
@require_safe
def account_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    own = Cycle.objects.visible_to(request.user).with_sums().select_related("framework")
    cycle = get_object_or_404(own.prefetch_related("framework__requirements"), pk=pk)
    rows = ReflectiveAccount.objects.visible_to(request.user).filter(cycle=cycle)
    rows = rows.select_related("entry__prompt_version", "entry__key_holder", "framework").defer(
        "entry__answers", "entry__ledger", "entry__private_note", "entry__prompt_version__questions"
    )
    context = {
        "cycle": cycle,
        "step": step_of(cycle, "accounts"),
        "making": rows.filter(done_at=None).order_by("placed_at", "pk")[:PAGE],
        "page_obj": Paginator(rows.done().in_order(), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portfolio/account_list.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def account_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    cycle, user = _cycle(request, pk), signed_in(request)
    form = form_of(cycle.framework, user)
    if request.method == "POST":
        return _begun(request, cycle, form)
    placed = ReflectiveAccount.objects.visible_to(user).values("entry")
    free = Entry.objects.visible_to(user).written().listed().exclude(pk__in=placed)
    of_form = free.filter(prompt_version__prompt=form.prompt_id) if form else free.none()
    context = {
        "cycle": cycle,
        "form": form,
        "page_obj": _page_of_sources(request),
        "written_before": of_form.newest_first()[:PAGE],
        "new": new_id().hex,
        "most": MOST_SOURCES,
    }
    return render(request, "portfolio/account_create.html", context)


def _page_of_sources(request: HttpRequest, but: uuid.UUID | None = None) -> Any:
    found = sources_to_choose(signed_in(request), but)
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


def _begun(request: HttpRequest, cycle: Cycle, form: Any) -> HttpResponse:
    user, before = signed_in(request), _ids(request, "entry")
    if before:
        own = Entry.objects.visible_to(user).filter(prompt_version__prompt=form and form.prompt_id)
        entry = get_object_or_404(own, pk=before[0])
        account = services.begin_from_entry(cycle_id=cycle.pk, entry_id=entry.pk, actor=user)
        return see_other(account.get_absolute_url())
    if form is None:
        raise Http404
    try:
        account = services.begin_account(
            cycle_id=cycle.pk,
            form=form,
            sources=_ids(request, "source"),
            actor=user,
            id=_page_id(request),
        )
    except services.TooManySourcesError:
        return _too_many(request)
    return see_other(account.get_absolute_url())


def _too_many(request: HttpRequest) -> HttpResponse:
    said = _("At most %(number)s entries can stand beside one reflective account.")
    messages.warning(request, said % {"number": MOST_SOURCES})
    return see_other(request.path)


def _page_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("new", ""))
    except ValueError:
        return new_id()


def _ids(request: HttpRequest, name: str) -> list[uuid.UUID]:
    """What was ticked. What is no id is nothing that could be chosen."""
    try:
        return [from_short(value) for value in request.POST.getlist(name)[:500]]
    except ValueError as error:
        raise Http404 from error


@private_text
@require_safe
def account_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    account = account_of(request, pk)
    sources = sources_to_see(account, signed_in(request))
    context = {
        "account": account,
        "cycle": account.cycle,
        "entry": account.entry,
        "sources": [answers_of(one) for one in sources],
        "targets": targets_of(account.entry),
        "written": written_in(account.entry),
        "gaps": gaps_of(account.entry),
        "on_form": is_on_form(account.entry),
    }
    if not account.is_done:
        context |= crossing_page(request, account).context()
    return render(request, "portfolio/account_detail.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def account_sources(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    account, user = account_of(request, pk), signed_in(request)
    if request.method != "POST":
        chosen = sources_of(account, user)
        context = {
            "account": account,
            "chosen": chosen,
            "chosen_ids": {one.pk for one in chosen},
            "page_obj": _page_of_sources(request, account.entry_id),
        }
        return render(request, "portfolio/account_sources.html", context)
    gone = _ids(request, "remove")
    try:
        if gone:
            services.remove_source(account_id=account.pk, entry_id=gone[0], actor=user)
            return see_other(request.path)
        services.add_sources(account_id=account.pk, entries=_ids(request, "source"), actor=user)
    except services.TooManySourcesError:
        return _too_many(request)
    return see_other(account.get_absolute_url())


@on_refusal(keep_refused)
@private_text
@require_POST
@gone_is_404
def account_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the ticked lines into the chosen question, below what is there."""
    here = reverse("portfolio:account_detail", args=[pk])
    if SHELF.is_anothers(request):
        return answered(request, keep_refused(request, pk), here)
    account = account_of(request, pk)
    page = crossing_page(request, account)
    if page.keeps:
        return page.refused(here)
    if account.is_done:
        messages.warning(request, _("This reflective account is done. Open it again to change it."))
        return see_other(here)
    return _take(request, account, page)


def _take(request: HttpRequest, account: ReflectiveAccount, page: TypedPage) -> HttpResponse:
    form, here = page.posted(), account.get_absolute_url()
    if not form.is_valid():
        said = _("Nothing was taken across yet. See below what is missing.")
        return page.refused(here, said=said, at="#into")
    part, places = form.cleaned_data["into"], form.cleaned_data["line"]
    try:
        added = take_lines_across(
            entry_id=account.entry_id, actor=signed_in(request), part=part, places=places
        )
    except AnswerTooLongError:
        said = _("Not taken across: the answer would become too long.")
        return page.refused(here, said=said, at="#into")
    said = _("Taken across, below what is there.") if added else _("It is all there already.")
    page.saved(form, said)
    return see_other(f"{here}?into={part}#written")


@private_text
@require_POST
@gone_is_404
def account_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    account = account_of(request, pk)
    services.reopen_account(account_id=account.pk, actor=signed_in(request))
    messages.success(request, _("Open again. It counts again once you say that it is done."))
    return see_other(account.get_absolute_url())


@private_text
@require_POST
@gone_is_404
def account_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    account = account_of(request, pk)
    services.take_out_account(account_id=account.pk, actor=signed_in(request))
    messages.success(request, _("Out of the cycle. What you wrote is still in your journal."))
    return see_other(reverse("portfolio:account_list", args=[account.cycle_id]))
