"""One's own promises: the list, one of them, making, changing, answering, taking off."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from promises import listing, news, services
from promises.forms import AnswerForm, NewPromiseForm, PromiseForm, as_initial
from promises.leaders import leaders_beside
from promises.models import HandOver, InvalidMove, ParkedForm, Promise, PromiseMove
from promises.naming import warnings_of
from promises.pages import SHELF
from promises.trend import trend_of

PAGE = 20
CREATE, EDIT, ANSWER = ParkedForm.Page.CREATE, ParkedForm.Page.EDIT, ParkedForm.Page.ANSWER


@private_text
@require_safe
def promise_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    own = listing.own_promises(user)
    offers = HandOver.objects.visible_to(user).offered_to(user).open()
    context = {
        "groups": listing.open_groups(own),
        "page_obj": Paginator(listing.answered(own), PAGE).get_page(request.GET.get("page")),
        "handed": [promise for promise in own if promise.is_handed],
        "offers": offers.select_related("promise__owner").defer(*news.WORDS).newest_first(),
        "trend": trend_of(own),
    }
    return render(request, "promises/promise_list.html", context)


def keep_refused_new(request: HttpRequest) -> bool | None:
    return SHELF.keep_refused(request, CREATE, NewPromiseForm, about=False)


@on_refusal(keep_refused_new)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def promise_create(request: HttpRequest) -> HttpResponse:
    own = Promise.objects.visible_to(request.user)
    page = TypedPage(SHELF, request, CREATE, NewPromiseForm)
    if request.method != "POST":
        first = not own.exists()
        return render(request, "promises/promise_create.html", page.context(first=first))
    here = reverse("promises:promise_create")
    if SHELF.is_anothers(request):
        return answered(request, keep_refused_new(request), here)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(here)
    user = signed_in(request)
    promise = services.make_promise(
        owner=user, actor=user, id=page.bound.thing_id, **form.cleaned_data
    )
    page.saved(form, _said_of_new(promise))
    return see_other(promise.get_absolute_url())


def _said_of_new(promise: Promise) -> str:
    if promise.is_overdue:
        return _("It is on your list. Its day has passed already, so it stands at the top.")
    if promise.shown_to_facilitator:
        return _("It is on your list. Whoever leads your team's meeting sees it if its day passes.")
    return _("It is on your list. Nobody else can see it.")


@private_text
@require_safe
def promise_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    promise = get_object_or_404(_own(request).select_related("handed_by"), pk=pk)
    user = signed_in(request)
    if request.method == "GET":
        news.seen(promise, user)
    moves = PromiseMove.objects.visible_to(user).filter(promise=promise)
    offers = HandOver.objects.visible_to(user).filter(promise=promise).select_related("to")
    context = {
        "promise": promise,
        "warnings": warnings_of(promise, user) if promise.is_open else None,
        "moves": moves.select_related("key_holder"),
        "offer": offers.newest_first().first(),
        "may_hand": promise.is_open and leaders_beside(user).exists(),
        "unsaved": ParkedForm.objects.visible_to(user).filter(promise=promise).first(),
    }
    return render(request, "promises/promise_detail.html", context)


def _own(request: HttpRequest) -> Any:
    return Promise.objects.visible_to(request.user).select_related("key_holder")


def keep_refused_change(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, EDIT, PromiseForm, about=True)


@on_refusal(keep_refused_change)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def promise_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        kept = keep_refused_change(request, pk)
        return answered(request, kept, request.path)  # which is not found, for this person
    promise = get_object_or_404(_own(request), pk=pk)
    page = TypedPage(SHELF, request, EDIT, PromiseForm, promise.pk, as_initial(promise))
    if not promise.is_open and page.parked is None and request.method != "POST":
        return redirect(promise)
    if request.method != "POST":
        return render(request, "promises/promise_edit.html", page.context(promise=promise))
    form = page.posted()
    if page.keeps or page.bound is None or not promise.is_open or not form.is_valid():
        return page.refused(request.path)
    user = signed_in(request)
    services.change_promise(promise_id=promise.pk, actor=user, **form.cleaned_data)
    page.saved(form, _("Changed."))
    return see_other(promise.get_absolute_url())


def keep_refused_answer(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, ANSWER, AnswerForm, about=True)


@on_refusal(keep_refused_answer)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def promise_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_answer(request, pk), request.path)
    promise = get_object_or_404(_own(request), pk=pk)
    page = TypedPage(SHELF, request, ANSWER, AnswerForm, promise.pk, _as_answered(promise))
    if not promise.is_open and page.parked is None and request.method != "POST":
        return redirect(promise)
    if request.method != "POST":
        return render(request, "promises/promise_answer.html", page.context(promise=promise))
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    user = signed_in(request)
    try:
        services.answer_promise(promise_id=promise.pk, actor=user, **form.cleaned_data)
    except InvalidMove:  # answered otherwise on another device, or handed over meanwhile
        return page.refused(request.path)
    page.saved(form, _said_of_answer(form.cleaned_data["answer"]))
    return see_other(promise.get_absolute_url())


def _as_answered(promise: Promise) -> dict[str, Any]:
    """Of an answer that was opened again, what was said: most of it still holds."""
    said_no = promise.outcome == "not-yet"
    return {} if said_no else {"reason": promise.reason, "received": promise.received}


def _said_of_answer(answer: str) -> str:
    if answer == "not-yet":
        return _("Saved. It stays on your list, with its new day.")
    return _("Saved. You came back with an answer: that is a promise kept.")


@private_text
@require_POST
def promise_in_hand(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    promise = get_object_or_404(Promise.objects.visible_to(request.user), pk=pk)
    return _moved(request, promise, services.take_in_hand)


@private_text
@require_POST
def promise_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    promise = get_object_or_404(Promise.objects.visible_to(request.user), pk=pk)
    return _moved(request, promise, services.reopen_promise)


def _moved(request: HttpRequest, promise: Promise, move: Any) -> HttpResponse:
    try:
        move(promise_id=promise.pk, actor=signed_in(request))
    except InvalidMove:  # answered or handed over meanwhile: the page says how it stands
        messages.warning(request, _("It stands otherwise by now. This is how it is."))
    return see_other(promise.get_absolute_url())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def promise_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    promise = get_object_or_404(_own(request), pk=pk)
    if request.method != "POST":
        return render(request, "promises/promise_delete.html", {"promise": promise})
    services.delete_promise(promise_id=promise.pk, actor=signed_in(request))
    messages.success(request, _("Erased."))
    return see_other(reverse("promises:promise_list"))


@private_text
@require_POST
def unsaved_drop(request: HttpRequest) -> HttpResponse:
    """Let go of words that could not be saved and are not needed."""
    found = SHELF.shown_again(request)
    if found is None:  # gone already
        return see_other(reverse("promises:promise_list"))
    found.delete()
    messages.success(request, _("Those words are gone."))
    there = found.promise.get_absolute_url() if found.promise else None
    return see_other(there or reverse("promises:promise_list"))
