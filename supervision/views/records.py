"""The record of a session: writing, showing and correcting it, and what the others say to it."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import on_refusal, private_text, reads_others, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from supervision.models import ParkedSheet, SupervisionSession
from supervision.pages import SHELF
from supervision.record_differences import differences
from supervision.record_forms import RecordForm, as_initial
from supervision.records import lines_of
from supervision.services import recording, sessions, topics
from supervision.services.refused import SessionRefused, TooManyPlanned
from supervision.session_forms import RemarkForm
from supervision.views.sessions import own_sessions, why_not

RECORD, REMARK = ParkedSheet.Page.RECORD, ParkedSheet.Page.REMARK


def keep_refused_record(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, RECORD, RecordForm, about=True)


@on_refusal(keep_refused_record)
@private_text
@reads_others
@require_http_methods(["GET", "HEAD", "POST"])
def session_record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_record(request, pk), request.path)
    user = signed_in(request)
    session = get_object_or_404(own_sessions(request), pk=pk)
    if session.supervisor_id != user.pk:
        raise PermissionDenied
    page = _record_page(request, session)
    if request.method != "POST":
        return render(request, "supervision/session_record.html", _shown(page, session))
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    return _save(request, session, page, form)


def _save(request: HttpRequest, session: Any, page: TypedPage, form: Any) -> HttpResponse:
    show = request.POST.get("do") == "show"
    try:
        session = recording.save_record(
            session_id=session.pk,
            actor=signed_in(request),
            revision=form.cleaned_data["revision"] or 0,
            data=form.record_data,
            show=show,
        )
    except SessionRefused as error:  # stale, or called off meanwhile: the page says how it stands
        if isinstance(error, TooManyPlanned):
            messages.warning(request, why_not(error))
        return page.refused(request.path)
    page.saved(form, _said_of(session))
    return see_other(session.get_absolute_url())


def _said_of(session: SupervisionSession) -> str:
    if session.is_recorded:
        return _("Saved and shown. Everybody who has a part in it is asked to read it.")
    return _("The draft is saved. Only you see it, until you show it to them.")


def _record_page(request: HttpRequest, session: SupervisionSession) -> TypedPage:
    people = sorted(sessions.people_of(session), key=lambda one: str(one).casefold())
    data = recording.data_of(session)
    initial = as_initial(data, planned_minutes=session.planned_minutes, people=people)
    initial["revision"] = session.record_revision
    more = {
        "people": people,
        "open_topics": list(topics.topics_of(session)),
        "keeps_more": recording.keeps_more(session),
        "may_go_on": recording.may_plan_next(session, signed_in(request)),
    }
    return TypedPage(SHELF, request, RECORD, RecordForm, session.pk, initial, more)


def _shown(page: TypedPage, session: SupervisionSession) -> dict[str, Any]:
    is_off = session.is_called_off or not session.stands or not session.has_begun
    typed = page.parked.fields if page.parked else {}
    is_stale = bool(typed) and typed.get("revision", [""])[0] != str(session.record_revision)
    context = page.context(
        session=session,
        is_off=is_off,
        is_stale=is_stale,
        revision=session.record_revision,
        keeps_more=(page.more or {})["keeps_more"],
        may_go_on=(page.more or {})["may_go_on"],
    )
    if is_stale:  # read by the page once it has named the topics
        context["differences"] = partial(differences, context["form"], typed, page.initial)
    return context


def keep_refused_remark(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, REMARK, RemarkForm, about=True)


@on_refusal(keep_refused_remark)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def session_acknowledge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agree with a record, by one press; or say where one sees it differently."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_remark(request, pk), request.path)
    user = signed_in(request)
    session = get_object_or_404(own_sessions(request), pk=pk)
    if session.supervisor_id == user.pk:
        raise PermissionDenied
    page = TypedPage(SHELF, request, REMARK, RemarkForm, session.pk, _remark_of(session, user))
    if request.method != "POST":
        context = page.context(session=session, **_read(session))
        return render(request, "supervision/session_acknowledge.html", context)
    if request.POST.get("do") == "agree":
        return _agree(request, session)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    return _differ(request, session, page, form)


def _agree(request: HttpRequest, session: SupervisionSession) -> HttpResponse:
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 9 else 0
    try:
        recording.acknowledge(session_id=session.pk, actor=signed_in(request), revision=revision)
    except SessionRefused:
        messages.warning(request, _("It was corrected meanwhile. Please read it as it is now."))
    else:
        messages.success(request, _("Noted: you agree with this record."))
    return see_other(session.get_absolute_url())


def _differ(request: HttpRequest, session: Any, page: TypedPage, form: Any) -> HttpResponse:
    try:
        recording.acknowledge(
            session_id=session.pk,
            actor=signed_in(request),
            revision=form.cleaned_data["revision"] or 0,
            remark=form.cleaned_data["remark"],
        )
    except SessionRefused:  # corrected meanwhile: their words are kept beside what stands now
        return page.refused(request.path)
    page.saved(form, _("Saved. The supervisor is told that you see it differently."))
    return see_other(session.get_absolute_url())


def _remark_of(session: SupervisionSession, user: Any) -> dict[str, Any]:
    part = session.parts.select_related("key_holder").get(person=user)
    return {"remark": part.remark}


def _read(session: SupervisionSession) -> dict[str, Any]:
    """What is shown to all of them. A draft is its supervisor's alone: nothing of it."""
    if not session.is_recorded:
        return {"revision": 0, "lines": []}
    return {"revision": session.record_revision, "lines": lines_of(session.record)}
