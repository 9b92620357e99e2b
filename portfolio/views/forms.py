"""The discussion of all accounts, and the confirmation: their forms."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from portfolio import services
from portfolio.gone import gone_is_404
from portfolio.models import Confirmation, Cycle, SignedForm
from portfolio.packing import titles_in
from portfolio.pages import SHELF
from portfolio.progress import step_of
from portfolio.signed import SIGNED_FORMS, comes_too_early, initial_of, is_asked, wording_of

MOST_TITLES = 10


def keep_refused(request: HttpRequest, pk: uuid.UUID, form: str) -> bool | None:
    return SHELF.keep_refused(request, form, SIGNED_FORMS[form][1], about=True)


@on_refusal(keep_refused)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def signed_form(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused(request, pk, form), request.path)
    model, form_class = SIGNED_FORMS[form]
    own = Cycle.objects.visible_to(request.user).with_sums().select_related("framework")
    cycle = get_object_or_404(own.prefetch_related("framework__requirements"), pk=pk)
    row = _row_of(request, cycle, form)
    wording = wording_of(cycle.framework, form)
    initial, more = initial_of(row, form_class), {"wording": wording}
    page = TypedPage(SHELF, request, form, form_class, cycle.pk, initial, more)
    if request.method != "POST":
        about = _about(request, cycle, form, row) | {"wording": wording}
        return render(request, f"portfolio/{form}.html", page.context(**about))
    posted = page.posted()
    if page.keeps or page.bound is None or not posted.is_valid():
        return page.refused(request.path)
    services.keep_form(model, cycle_id=cycle.pk, actor=signed_in(request), **posted.cleaned_data)
    page.saved(posted, _("Saved. Only you can see it."))
    return see_other(request.path)


def _row_of(request: HttpRequest, cycle: Cycle, form: str) -> SignedForm | None:
    rows: Any = SIGNED_FORMS[form][0]._default_manager
    row: SignedForm | None = (
        rows.visible_to(request.user).select_related("key_holder").filter(cycle=cycle).first()
    )
    if row is None and not is_asked(cycle.framework, form):
        raise Http404
    return row


def _about(request: HttpRequest, cycle: Cycle, form: str, row: Any) -> dict[str, Any]:
    met = row if isinstance(row, Confirmation) else None
    accounts = step_of(cycle, "accounts")
    return {
        "accounts_to_come": accounts.found.to_come if accounts and accounts.found else [],
        "cycle": cycle,
        "name": form,
        "erase_url": reverse(f"portfolio:{form}_erase", args=[cycle.pk]),
        "row": row,
        "step": step_of(cycle, form),
        "titles": titles_in(cycle, signed_in(request), MOST_TITLES) if form == "discussion" else [],
        "too_early": comes_too_early(cycle, met),
    }


@private_text
@require_POST
def signed_form_erase(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), pk=pk)
    services.erase_form(SIGNED_FORMS[form][0], cycle_id=cycle.pk, actor=signed_in(request))
    messages.success(request, _("Erased, with what it said of somebody else."))
    return see_other(cycle.get_absolute_url())
