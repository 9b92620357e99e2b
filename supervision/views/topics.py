"""What is to be talked about, what people took on, and who comes to a drop-in."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.models import User
from people.typed_pages import TypedPage
from supervision.models import (
    ParkedSheet,
    SessionAction,
    SessionTopic,
    Supervision,
    SupervisionSession,
)
from supervision.pages import SHELF
from supervision.services import actions, coming, topics
from supervision.services.refused import SessionRefused
from supervision.session_forms import TopicForm
from supervision.views.leading_back import page_before, say_dropped
from supervision.views.sessions import own_sessions
from vault.ids import from_short

TOPIC = ParkedSheet.Page.TOPIC


def keep_refused_topic(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, TOPIC, TopicForm, about=True)


@on_refusal(keep_refused_topic)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def topic_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """On the list of a pair, for their next session."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_topic(request, pk), request.path)
    rows = Supervision.objects.visible_to(request.user).that_meet()
    pair = get_object_or_404(rows.select_related("supervisor", "supervisee"), pk=pk)
    runs = rows.current().filter(pk=pk).exists()
    return _topic(request, pair, pair.get_absolute_url(), runs=runs)


@on_refusal(keep_refused_topic)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def session_topic(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """On the list of a group's session, or of a drop-in."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused_topic(request, pk), request.path)
    session = get_object_or_404(own_sessions(request), pk=pk)
    if session.is_of_a_pair:
        raise Http404
    runs = session.is_planned and session.stands
    return _topic(request, session, session.get_absolute_url(), runs=runs)


def _topic(request: HttpRequest, about: Any, back: str, *, runs: bool) -> HttpResponse:
    page = TypedPage(SHELF, request, TOPIC, TopicForm, about.pk)
    if request.method != "POST":
        context = page.context(back=back, runs=runs)
        return render(request, "supervision/topic_create.html", context)
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    user, text = signed_in(request), form.cleaned_data["text"]
    try:
        if isinstance(about, Supervision):
            topics.add_topic(supervision=about, by=user, text=text)
        else:
            topics.bring_topic(session_id=about.pk, by=user, text=text)
    except SessionRefused:
        return page.refused(request.path)
    page.saved(form, _("It is on the list."))
    return see_other(back)


@private_text
@require_POST
def topic_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Drop one's own topic, or take it up again."""
    topic = get_object_or_404(_topics(request), pk=pk)
    user, dropped = signed_in(request), request.POST.get("do") == "drop"
    if topic.by_id != user.pk:
        raise PermissionDenied
    back = page_before(request, otherwise=_place_of(topic, user))
    try:
        topics.move_topic(topic_id=topic.pk, actor=user, dropped=dropped)
    except SessionRefused:
        messages.warning(request, _("It was talked about meanwhile."))
    else:
        if dropped:
            say_dropped(request, back)
    return see_other(f"{back}#topics")


def _place_of(topic: SessionTopic, user: User) -> str:
    """The page on which it stands; the list of sessions, where they are off that one since."""
    if topic.supervision is not None:
        return topic.supervision.get_absolute_url()
    own = SupervisionSession.objects.visible_to(user)
    session = own.filter(topics=topic.pk).first()
    return session.get_absolute_url() if session else reverse("supervision:session_list")


def _topics(request: HttpRequest) -> Any:
    rows = SessionTopic.objects.visible_to(request.user)
    return rows.select_related("supervision", "session").defer("text")


@private_text
@require_POST
def action_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick what one took on, drop it, or take that back: which is what saying nothing does."""
    rows = SessionAction.objects.visible_to(request.user).select_related("session__supervision")
    action = get_object_or_404(rows.defer("what"), pk=pk)
    to = request.POST.get("do", actions.OPEN)
    try:
        actions.move_action(action_id=action.pk, actor=signed_in(request), to=to)
    except SessionRefused:
        raise PermissionDenied from None
    back = page_before(request, otherwise=action.session.get_absolute_url())
    if to == actions.DROPPED:
        say_dropped(request, back)
    return see_other(f"{back}#actions")


@private_text
@require_safe
def drop_in_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A drop-in of one's house: when, where and with whom; not who else comes."""
    offered = SupervisionSession.objects.offered_to(signed_in(request))
    session = get_object_or_404(offered.select_related("supervisor", "organisation"), pk=pk)
    is_in = SupervisionSession.objects.visible_to(request.user).filter(pk=pk).exists()
    context = {"session": session, "is_in": is_in}
    return render(request, "supervision/drop_in_detail.html", context)


@private_text
@require_POST
def drop_in_put_down(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    session = get_object_or_404(SupervisionSession.objects.offered_to(user), pk=pk)
    try:
        coming.put_down(session_id=session.pk, person=user)
    except SessionRefused:
        messages.warning(request, _("It is full, or has begun."))
        return see_other(reverse("supervision:drop_in_detail", args=[session.pk]))
    messages.success(request, _("You are on the list. Its supervisor sees that you come."))
    return see_other(session.get_absolute_url())


@private_text
@require_POST
def drop_in_take_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    session = get_object_or_404(SupervisionSession.objects.visible_to(user), pk=pk)
    try:
        coming.take_off(session_id=session.pk, person=user)
    except SessionRefused:
        raise PermissionDenied from None
    messages.success(request, _("You are off the list."))
    return see_other(reverse("supervision:drop_in_detail", args=[session.pk]))


@private_text
@require_POST
def session_add_person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who came to a drop-in: added by its supervisor."""
    user = signed_in(request)
    session = get_object_or_404(SupervisionSession.objects.visible_to(user), pk=pk)
    if session.supervisor_id != user.pk:
        raise PermissionDenied
    try:
        person_id = from_short(request.POST.get("person", ""))
        coming.add_who_came(session_id=session.pk, actor=user, person_id=person_id)
    except (SessionRefused, ValueError):
        messages.warning(request, _("That person was not added."))
    return see_other(f"{session.get_absolute_url()}#people")
