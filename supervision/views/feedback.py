"""Telling a supervisor how supervision is: its writer's pages, and the supervisor's."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import on_refusal, private_text, reads_others, see_other, signed_in
from people.kept_answers import answered, not_kept
from people.typed_pages import TypedPage
from supervision.feedback import reading
from supervision.feedback_forms import FeedbackForm, ThanksForm
from supervision.feedback_news import seen
from supervision.models import PairFeedback, PairFeedbackQuerySet, ParkedSheet, Supervision
from supervision.pages import SHELF
from supervision.services import feedback as services
from supervision.services.feedback import FeedbackRefused

FEEDBACK, THANKS = ParkedSheet.Page.FEEDBACK, ParkedSheet.Page.THANKS


def keep_refused_feedback(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, FEEDBACK, FeedbackForm, about=True)


@on_refusal(keep_refused_feedback)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """By whoever is supervised. What is saved here is theirs alone until they give it."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_feedback(request, pk), request.path)
    user = signed_in(request)
    own = Supervision.objects.received_by(user).filter(is_peer=False, covers=None)
    rows = own.saying_whether_they_run().select_related("supervisor")
    pair = get_object_or_404(rows, pk=pk)
    page = TypedPage(SHELF, request, FEEDBACK, FeedbackForm, pair.pk)
    if request.method == "POST":
        return _kept(page, pair)
    found = _with_words(
        PairFeedback.objects.visible_to(user).given_by(user).filter(supervision=pair)
    )
    if not pair.runs and page.parked is None and not found:
        return redirect(pair)
    context = {"pair": pair, "found": [one for one in found if not one.is_draft]}
    draft = next((one for one in found if one.is_draft), None)
    return render(request, "supervision/feedback_write.html", context | _to_write(page, draft))


def _with_words(rows: PairFeedbackQuerySet) -> list[PairFeedback]:
    return list(rows.select_related("key_holder").newest_first())


def _to_write(page: TypedPage, draft: PairFeedback | None) -> dict[str, Any]:
    page.initial = draft.answers if draft else None
    revision = draft.revision if draft else 0
    typed = page.parked.fields.get("revision", [""])[0] if page.parked else None
    is_stale = typed is not None and typed != str(revision)
    lines = reading(draft.answers) if draft and is_stale else []
    return page.context(draft=draft, revision=revision, lines=lines)


def _kept(page: TypedPage, pair: Supervision) -> HttpResponse:
    request, form = page.request, page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        draft = services.keep_feedback(
            supervision_id=pair.pk,
            actor=signed_in(request),
            revision=form.cleaned_data["revision"] or 0,
            answers=form.cleaned_data,
        )
    except FeedbackRefused:
        messages.warning(request, _stands_otherwise())
        return page.refused(request.path)
    page.saved(form, _("Saved, for yourself. Nobody else reads it yet."))
    return see_other(draft.get_absolute_url())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """As it will read, and how it stands. For its writer."""
    user = signed_in(request)
    people = ("supervision__supervisor", "supervision__supervisee", "key_holder")
    own = PairFeedback.objects.visible_to(user).given_by(user).select_related(*people)
    found = get_object_or_404(own, pk=pk)
    if request.method == "POST":
        return _moved(request, found)
    if request.method == "GET":
        seen(found, user)
    pair = found.supervision
    pairs = Supervision.objects.visible_to(user)
    runs = pairs.current().filter(pk=pair.pk).exists()
    context = {"found": found, "pair": pair, "runs": runs, "lines": reading(found.answers)}
    return render(request, "supervision/feedback_detail.html", context)


def _moved(request: HttpRequest, found: PairFeedback) -> HttpResponse:
    user, do = signed_in(request), request.POST.get("do")
    write = reverse("supervision:feedback_write", args=[found.supervision_id])
    try:
        if do == "give":
            revision = _number(request.POST.get("revision", ""))
            services.give_feedback(feedback_id=found.pk, actor=user, revision=revision)
            said = _("Given. %(name)s is told that you said something.")
            messages.success(request, said % {"name": found.supervision.supervisor})
        elif do == "back":
            services.take_feedback_back(feedback_id=found.pk, actor=user)
            messages.success(request, _("Taken back. It is closed to your supervisor."))
        elif do == "drop":
            services.drop_feedback(feedback_id=found.pk, actor=user)
            messages.success(request, _("Erased."))
            return see_other(write)
    except PairFeedback.DoesNotExist:  # erased in another tab
        return see_other(write)
    except FeedbackRefused:
        messages.warning(request, _stands_otherwise())
    return see_other(request.path)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def keep_refused_thanks(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, THANKS, ThanksForm, about=True)


@on_refusal(keep_refused_thanks)
@reads_others
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For the supervisor: what somebody chose to tell them."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_thanks(request, pk), request.path)
    user = signed_in(request)
    people = ("supervision__supervisor", "supervision__supervisee", "key_holder")
    told = PairFeedback.objects.visible_to(user).given_to(user).select_related(*people)
    page = TypedPage(SHELF, request, THANKS, ThanksForm, pk)
    found = told.filter(pk=pk).first()
    if found is None:
        had = PairFeedback.objects.received_by(user).filter(pk=pk)
        if request.method == "POST" and page.bound is not None and had.exists():
            return _too_late(page)
        raise Http404
    if request.method == "POST":
        return _thanked(page, found)
    if request.method == "GET":
        try:
            services.open_feedback(feedback_id=found.pk, reader=user)
        except PairFeedback.DoesNotExist as error:  # taken back just now
            raise Http404 from error
    context = {"found": found, "pair": found.supervision, "lines": reading(found.answers)}
    return render(request, "supervision/feedback_read.html", page.context(**context))


def _thanked(page: TypedPage, found: PairFeedback) -> HttpResponse:
    request, form = page.request, page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        services.thank_for_feedback(
            feedback_id=found.pk, reader=signed_in(request), reply=form.cleaned_data["reply"]
        )
    except PairFeedback.DoesNotExist:
        return _too_late(page)
    except FeedbackRefused:
        messages.warning(request, _stands_otherwise())
        return page.refused(request.path)
    page.saved(form, _("Sent. They are told that you have read it."))
    return see_other(request.path)


def _too_late(page: TypedPage) -> HttpResponse:
    """There is no page any more on which a kept answer could be shown."""
    said = _("It was taken back meanwhile, and cannot be answered here.")
    return not_kept(page.request, is_writers=True, said=said)


def _stands_otherwise() -> str:
    return _("It stands otherwise by now. This is how it is.")
