"""The meetings of one's teams: what is to come, planning one, and its page."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import devices, news
from meetings.binding import bind
from meetings.models import Meeting, ParkedPage
from meetings.pages import DetailPage, coming_and_past
from meetings.planners import may_plan, teams_of
from meetings.planning_forms import MeetingForm, PlanForm
from meetings.services import planning
from meetings.views.typed import TypedPage, not_leading
from people.access import on_refusal, private_text, see_other, signed_in
from people.parking import park_form, unpark_form

PAGE = 25
EDIT = ParkedPage.Page.EDIT


@private_text
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    meetings = Meeting.objects.visible_to(request.user)
    coming, past = coming_and_past(meetings)
    page = Paginator(past, PAGE).get_page(request.GET.get("page"))
    context = {"coming": coming, "page_obj": page, "may_plan": may_plan(signed_in(request))}
    return render(request, "meetings/meeting_list.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_create(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    teams = teams_of(person)
    if not teams:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, person=person, teams=teams)
    if data is None:
        context = {"form": unpark_form(request, form)}
        return render(request, "meetings/meeting_create.html", context)
    if not form.is_valid():
        park_form(request, form)
        return see_other(reverse("meetings:meeting_create"))
    return _planned(request, form)


def _planned(request: HttpRequest, form: PlanForm) -> HttpResponse:
    names = ("team", "facilitator", "starts_at", "preset", "version")
    planned = {name: form.cleaned_data[name] for name in names}
    try:
        meeting = planning.plan_meeting(actor=form.person, id=form.meeting_id, **planned)
    except planning.MayNotLead:  # since the form was read
        form.add_error("facilitator", _("That person does not lead in this team."))
        park_form(request, form)
        return see_other(reverse("meetings:meeting_create"))
    messages.success(request, _("The meeting is planned, and your team is told of it."))
    return see_other(meeting.get_absolute_url())


@private_text
@require_safe
def meeting_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_page(), pk=pk)
    page = DetailPage(meeting, person=signed_in(request))
    if request.method == "GET":
        news.seen(meeting, signed_in(request))
    response = render(request, "meetings/meeting_detail.html", {"meeting": meeting, "page": page})
    if not meeting.is_over:
        devices.mark_leading(response, meeting, leads=page.is_facilitator)
    return response


def keep_refused_meeting(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep what was typed when its writer's session was locked, over, or another's."""
    return TypedPage(request, pk, EDIT).rescue()


@on_refusal(keep_refused_meeting)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    typed, person = TypedPage(request, pk, EDIT), signed_in(request)
    if refused := typed.refused_at_once():
        return refused
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_page(), pk=pk)
    if meeting.facilitator_id != person.pk:
        return typed.closed(meeting, not_leading())
    if meeting.state != Meeting.State.PLANNED:
        return typed.closed(meeting, not_planned())
    if request.method == "POST":
        return _edited(typed, meeting)
    context = {
        "meeting": meeting,
        "form": MeetingForm(typed.data, meeting=meeting, person=person),
        "binding": bind(meeting, person),
        "parked": typed.parked,
    }
    return render(request, "meetings/meeting_edit.html", context)


def _edited(typed: TypedPage, meeting: Meeting) -> HttpResponse:
    """Save it, or keep what was typed and show it again: always by 303."""
    if typed.pressed == "drop":
        return typed.dropped()
    form = MeetingForm(typed.request.POST, meeting=meeting, person=typed.person)
    if typed.waits or not form.is_valid():
        return typed.refused()
    changes = {name: form.cleaned_data[name] for name in ("starts_at", "facilitator", "aim")}
    try:
        planning.change_meeting(meeting_id=meeting.pk, actor=typed.person, **changes)
    except planning.NotPlanned:  # begun, or led by another, in this very moment
        return typed.refused()
    except planning.MayNotLead:
        return typed.refused(_("Not saved: who was chosen does not lead in this team any more."))
    typed.let_go()
    messages.success(typed.request, _("Saved."))
    return see_other(meeting.get_absolute_url())


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST" and planning.was_called_off(pk, by=signed_in(request)):
        return see_other(reverse("meetings:meeting_list"))  # pressed twice
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).for_page(), pk=pk)
    if request.method != "POST":
        page = DetailPage(meeting, person=signed_in(request))
        return render(request, "meetings/meeting_cancel.html", {"meeting": meeting, "page": page})
    try:
        planning.cancel_meeting(meeting_id=meeting.pk, actor=signed_in(request))
    except planning.NotPlanned:
        messages.warning(request, not_planned())
        return see_other(meeting.get_absolute_url())
    messages.success(request, _("The meeting is called off, and your team is told of it."))
    return see_other(reverse("meetings:meeting_list"))


@private_text
@require_POST
def meeting_take_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    try:
        planning.take_over(meeting_id=meeting.pk, actor=signed_in(request))
    except planning.MayNotLead as error:
        raise PermissionDenied from error
    except Meeting.DoesNotExist as error:  # called off in this very moment
        raise Http404 from error
    messages.success(request, _("You lead this meeting now."))
    return see_other(meeting.get_absolute_url())


def not_planned() -> str:
    return _("This meeting has begun, or is over. Its plan is not changed any more.")
