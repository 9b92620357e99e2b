"""Sessions: the list, one of them, and planning, changing and calling off."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.factors import ask_second_step, may_read_others
from people.kept_answers import answered
from people.typed_pages import TypedPage
from supervision import session_news as news
from supervision.calendar import calendar_file
from supervision.models import ParkedSheet, Supervision, SupervisionSession
from supervision.pages import SHELF
from supervision.services import ahead
from supervision.services import sessions as services
from supervision.services.refused import SessionRefused, TooManyPlanned
from supervision.session_forms import DropInForm, GroupForm, SessionForm, TogetherForm, as_planned
from supervision.session_pages import actions_of, coming_of, detail_of, past_of
from supervision.unsaved import unsaved_plan

PAGE = 20
SESSION = ParkedSheet.Page.SESSION


@private_text
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    pages, may_plan = Paginator(past_of(user), PAGE), services.may_plan_together(user)
    context = {
        "coming": coming_of(user),
        "page_obj": pages.get_page(request.GET.get("page")),
        "offered": SupervisionSession.objects.offered_to(user)
        .exclude(supervisor=user)
        .select_related("supervisor", "organisation")
        .defer(*news.WORDS)
        .order_by("starts_at")[:PAGE],
        "may_plan": may_plan,
        "actions": actions_of(user, of_others=may_read_others(request)),
        "unsaved": unsaved_plan(user) if may_plan else [],
    }
    return render(request, "supervision/session_list.html", context)


def keep_refused_new(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, SESSION, SessionForm, about=True)


@on_refusal(keep_refused_new)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One to one: either of a pair plans it, and both see it."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_new(request, pk), request.path)
    user = signed_in(request)
    rows = Supervision.objects.visible_to(user).that_meet()
    pair = get_object_or_404(rows.select_related("supervisor", "supervisee"), pk=pk)
    page = TypedPage(SHELF, request, SESSION, SessionForm, pair.pk)
    runs = rows.current().filter(pk=pk).exists()
    if request.method != "POST":
        context = page.context(pair=pair, other=pair.other(user), runs=runs)
        return render(request, "supervision/session_create.html", context)
    form = page.posted()
    if page.keeps or page.bound is None or not runs or not form.is_valid():
        return page.refused(request.path)
    try:
        session = services.plan_session(supervision=pair, actor=user, **_plan(form))
    except SessionRefused as error:
        messages.warning(request, why_not(error))
        return page.refused(request.path)
    page.saved(form, _("Planned. You both see it."))
    return see_other(session.get_absolute_url())


def why_not(error: SessionRefused) -> str:
    """What a person is told who may not plan one more, and what they can do."""
    if isinstance(error, TooManyPlanned):
        said = _(
            "%(number)d sessions are planned ahead already. Call off one of them, or plan this one "
            "later."
        )
        return said % {"number": ahead.MOST}
    # It ended just now, or another session begins then.
    return _("Another session of yours begins then, or this has ended.")


def keep_refused_together(request: HttpRequest) -> bool | None:
    return SHELF.keep_refused(request, SESSION, TogetherForm, about=False)


@on_refusal(keep_refused_together)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def session_together(request: HttpRequest) -> HttpResponse:
    """A group, or a drop-in: for who supervises."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_together(request), request.path)
    user = signed_in(request)
    more = {"people": services.supervised_by(user), "houses": list(services.offers_drop_ins(user))}
    if not any(more.values()):
        raise PermissionDenied
    page = TypedPage(SHELF, request, SESSION, TogetherForm, more=more)
    if request.method != "POST":
        return render(request, "supervision/session_together.html", page.context())
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        session = services.plan_together(id=page.bound.thing_id, actor=user, **_plan(form))
    except SessionRefused as error:
        if isinstance(error, TooManyPlanned):
            messages.warning(request, why_not(error))
        return page.refused(request.path)
    page.saved(form, _("Planned."))
    return see_other(session.get_absolute_url())


@private_text
@require_safe
def session_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    session = get_object_or_404(own_sessions(request), pk=pk)
    if session.supervisor_id == user.pk:
        ask_second_step(request)
    if request.method == "GET":
        news.seen(session, user)
    return render(request, "supervision/session_detail.html", detail_of(session, user))


def own_sessions(request: HttpRequest) -> Any:
    user = signed_in(request)
    rows = SupervisionSession.objects.visible_with_standing(user)
    return rows.select_related(
        "supervisor", "supervision__supervisee", "supervision__supervisor", "organisation",
        "key_holder",
    )  # fmt: skip


def keep_refused_change(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, SESSION, GroupForm, about=True)


@on_refusal(keep_refused_change)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_change(request, pk), request.path)
    user = signed_in(request)
    session = get_object_or_404(own_sessions(request), pk=pk)
    if not services.may_plan(session, user):
        raise PermissionDenied
    page = _edit_page(request, session)
    if request.method != "POST":
        context = page.context(session=session, open=services.is_open(session))
        return render(request, "supervision/session_edit.html", context)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    try:
        services.change_session(session_id=session.pk, actor=user, **_plan(form))
    except SessionRefused:  # called off or recorded meanwhile
        return page.refused(request.path)
    page.saved(form, _("Changed. Whoever comes is told."))
    return see_other(session.get_absolute_url())


def _edit_page(request: HttpRequest, session: SupervisionSession) -> TypedPage:
    user = signed_in(request)
    people = [one for one in services.people_of(session) if one.pk != session.supervisor_id]
    initial = as_planned(session, [one.pk for one in people])
    if session.is_of_a_pair:
        return TypedPage(SHELF, request, SESSION, SessionForm, session.pk, initial)
    if session.kind == SupervisionSession.Kind.DROP_IN:
        return TypedPage(SHELF, request, SESSION, DropInForm, session.pk, initial)
    chosen = {one.pk: one for one in [*people, *services.supervised_by(user)]}
    more = {"people": sorted(chosen.values(), key=str)}
    return TypedPage(SHELF, request, SESSION, GroupForm, session.pk, initial, more)


def _plan(form: Any) -> dict[str, Any]:
    plan: dict[str, Any] = form.plan
    return plan


@private_text
@require_POST
def session_call_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = get_object_or_404(own_sessions(request), pk=pk)
    return _moved(request, session, services.call_off)


@private_text
@require_POST
def session_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = get_object_or_404(own_sessions(request), pk=pk)
    return _moved(request, session, services.restore_session)


def _moved(request: HttpRequest, session: SupervisionSession, move: Any) -> HttpResponse:
    user = signed_in(request)
    if not services.may_plan(session, user):
        raise PermissionDenied
    try:
        move(session_id=session.pk, actor=user)
    except TooManyPlanned as error:
        messages.warning(request, why_not(error))
    except SessionRefused:
        messages.warning(request, _("It stands otherwise by now. This is how it is."))
    return see_other(session.get_absolute_url())


@private_text
@require_safe
def session_calendar(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file. Its name says no more than its title."""
    session = get_object_or_404(own_sessions(request), pk=pk)
    is_off = session.is_called_off or (session.is_planned and not session.stands)
    text = calendar_file(session, is_off=is_off)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="supervision.ics"'
    return answer


@private_text
@require_safe
def pair_session_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All sessions of one pair, the newest first."""
    user = signed_in(request)
    rows = Supervision.objects.visible_to(user).select_related("supervisor", "supervisee")
    pair = get_object_or_404(rows, pk=pk)
    pages = Paginator(past_of(user, pair), PAGE)
    context = {
        "pair": pair,
        "other": pair.other(user),
        "coming": coming_of(user, pair),
        "page_obj": pages.get_page(request.GET.get("page")),
    }
    return render(request, "supervision/pair_session_list.html", context)
