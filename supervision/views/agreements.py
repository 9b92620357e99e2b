"""What the two agree: beginning a draft, changing, signing, reading."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from supervision import news, terms
from supervision.agreed import Standing, standing_of
from supervision.agreement_forms import AgreementForm, SignForm, as_initial
from supervision.models import Agreement, ParkedSheet, Signature, Supervision
from supervision.pages import SHELF
from supervision.services import agreements as services
from supervision.services.agreements import Seen
from supervision.views.pairs import own_pair
from vault.ids import from_short

AGREEMENT, SIGNATURE = ParkedSheet.Page.AGREEMENT, ParkedSheet.Page.SIGNATURE
NO_WORDING = Seen(0, 0)  # of a page that names none


@private_text
@require_safe
def agreement_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    own = Agreement.objects.visible_to(user).filter(pk=pk).values_list("supervision", flat=True)
    if not own:
        raise Http404
    pair = own_pair(request, own[0])
    standing = standing_of(pair, user)
    agreement = next(one for one in standing.versions if one.pk == pk)
    if request.method == "GET":
        news.seen(agreement, user)
    context = _document(request, pair, agreement) | {"standing": standing}
    return render(request, "supervision/agreement_detail.html", context)


def _document(request: HttpRequest, pair: Supervision, agreement: Agreement) -> dict[str, Any]:
    """What it takes to show one version as a document."""
    user = signed_in(request)
    signed = Signature.objects.visible_to(user).filter(agreement=agreement)
    return {
        "pair": pair,
        "other": pair.other(user),
        "agreement": agreement,
        "sections": terms.reading(agreement.terms),
        "signatures": list(signed.select_related("person", "key_holder")),
        "left_open": terms.left_open(agreement.terms) if agreement.is_in_the_making else [],
    }


@private_text
@require_POST
def agreement_begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    pair = own_pair(request, pk)
    try:
        services.begin_draft(
            supervision_id=pair.pk,
            actor=signed_in(request),
            drops=_id(request.POST.get("drops", "")),
        )
    except services.NotNowError as error:
        messages.warning(request, _why(error))
        return see_other(pair.get_absolute_url())
    return see_other(reverse("supervision:agreement_edit", args=[pair.pk]))


def _id(text: str) -> uuid.UUID | None:
    try:
        return from_short(text)
    except ValueError:
        return None


def keep_refused_change(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, AGREEMENT, AgreementForm, about=True)


@on_refusal(keep_refused_change)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        kept = keep_refused_change(request, pk)
        return answered(request, kept, request.path)  # which is not found, for this person
    pair = own_pair(request, pk)
    page = TypedPage(SHELF, request, AGREEMENT, AgreementForm, pair.pk)
    if request.method == "POST":
        return _changed(page, pair)
    making = standing_of(pair, signed_in(request)).making
    draft = making if making and making.is_draft and _runs(pair) else None
    if draft is None and page.parked is None:
        return redirect(pair)
    context = {"pair": pair, "other": pair.other(signed_in(request)), "parked": page.parked}
    if draft is not None:
        context |= _to_change(page, draft)
    return render(request, "supervision/agreement_edit.html", context)


def _to_change(page: TypedPage, draft: Agreement) -> dict[str, Any]:
    page.initial, seen = as_initial(draft), Seen.of(draft)
    form = page.form()
    assert isinstance(form, AgreementForm)  # noqa: S101  for the type checker
    if page.parked and page.parked.fields.get("seen") != [str(seen)]:  # changed since
        form.show_beside(draft)
    return page.context(agreement=draft, seen=seen) | {"form": form}


def _changed(page: TypedPage, pair: Supervision) -> HttpResponse:
    request, form = page.request, page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    assert isinstance(form, AgreementForm)  # noqa: S101  for the type checker
    try:
        draft = services.change_draft(
            supervision_id=pair.pk,
            actor=signed_in(request),
            seen=form.cleaned_data["seen"] or NO_WORDING,
            values=form.values,
            review_on=form.cleaned_data["review_on"],
        )
    except services.NotNowError as error:
        messages.warning(request, _why(error))
        return page.refused(request.path)
    page.saved(form, _("Saved. Both of you can read it, and change it until one of you signs."))
    return see_other(draft.get_absolute_url())


def keep_refused_signature(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, SIGNATURE, SignForm, about=True)


@on_refusal(keep_refused_signature)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_signature(request, pk), request.path)
    pair = own_pair(request, pk)
    page = TypedPage(SHELF, request, SIGNATURE, SignForm, pair.pk)
    if request.method == "POST":
        return _signed(page, pair)
    making = _to_sign(standing_of(pair, signed_in(request))) if _runs(pair) else None
    if making is None:
        if page.parked is None:
            return redirect(pair)
        context: dict[str, Any] = {"pair": pair, "parked": page.parked}
    else:
        context = _document(request, pair, making) | page.context(seen=Seen.of(making))
    return render(request, "supervision/agreement_sign.html", context)


def _to_sign(standing: Standing) -> Agreement | None:
    """The version in the making, unless the person has signed it already."""
    making = standing.making
    return None if making is None or making.signed_by_me else making


def _signed(page: TypedPage, pair: Supervision) -> HttpResponse:
    request, form = page.request, page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        agreement = services.sign(
            supervision_id=pair.pk,
            actor=signed_in(request),
            seen=form.cleaned_data["seen"] or NO_WORDING,
            name=form.cleaned_data["name"],
        )
    except services.NotNowError as error:
        messages.warning(request, _why(error))
        return page.refused(request.path)
    other = pair.other(signed_in(request))
    said = _("Signed. You both signed: it is in force.")
    if not agreement.is_in_force:
        said = _("Signed. %(name)s is told that it waits for them.") % {"name": other}
    page.saved(form, said)
    return see_other(agreement.get_absolute_url())


def _runs(pair: Supervision) -> bool:
    return pair.runs


def _why(error: services.NotNowError) -> str:
    """What a person is told, and what they can do."""
    if isinstance(error, services.PairIsOver):
        return _("This supervision does not run now. What you agreed can be read, and not changed.")
    if isinstance(error, services.ChangedMeanwhile):
        return _("It was changed since you opened this page. Please read what it says now.")
    if isinstance(error, services.NotReady):
        return _("Something has to be said before anybody signs. See below.")
    return _("It stands otherwise by now. This is how it is.")


@private_text
@require_POST
def unsaved_drop(request: HttpRequest) -> HttpResponse:
    """Let go of words that could not be saved and are not needed."""
    found = SHELF.shown_again(request)
    if found is not None:  # else: gone already
        found.delete()
        messages.success(request, _("Those words are gone."))
    return see_other(reverse("supervision:pair_list"))
