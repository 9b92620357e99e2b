"""The minutes: writing them, reading them, and what leaders chose to show at a meeting."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from meetings.binding import Binding, read_binding
from meetings.looking_back import looks
from meetings.minutes import MinutesPage
from meetings.minutes_read import read_sections
from meetings.models import Meeting, ParkedPage
from meetings.pages import shown_promises as promises_shown_at
from meetings.services import minutes as services
from meetings.services.parking import fields_of, park_page, park_refused, parked_page, unpark_page
from people.access import on_refusal, private_text, reads_others, signed_in
from promises.services import note_shown

MINUTES = ParkedPage.Page.MINUTES
PROMISE = "promise:"


@private_text
@require_safe
def minutes_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_page(), pk=pk)
    person = signed_in(request)
    is_facilitator = meeting.facilitator_id == person.pk
    opens = meeting.is_over or is_facilitator  # for the others once it is over
    context = {
        "meeting": meeting,
        "is_facilitator": is_facilitator,
        "opens": opens,
        "sections": read_sections(meeting, person) if opens else [],
        "looks": [look for look in looks(meeting, person) if opens and look.answer],
    }
    return render(request, "meetings/minutes_read.html", context)


def keep_refused_minutes(request: HttpRequest, pk: uuid.UUID) -> bool:
    """Keep a page of minutes when its writer's session was locked, over, or another's."""
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None or binding.meeting_id != pk:
        return False
    return park_refused(person_id=binding.person_id, meeting_id=pk, page=MINUTES, data=request.POST)


@on_refusal(keep_refused_minutes)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).for_page(), pk=pk)
    person = signed_in(request)
    if not meeting.has_begun:
        messages.warning(request, _("The minutes are written once the meeting has begun."))
        return redirect(meeting, permanent=False)
    if request.method == "POST":
        return _posted(request, meeting)
    parked = parked_page(meeting, person, MINUTES)
    page = MinutesPage(meeting, person=person, data=parked)
    context = {"meeting": meeting, "page": page, "is_parked": parked is not None}
    return render(request, "meetings/minutes_edit.html", context)


def _posted(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Save the page and do what was pressed. Always 303; what cannot be saved is kept."""
    person = signed_in(request)
    if read_binding(request.POST.get("binding", "")) != Binding(person.pk, meeting.pk):
        keep_refused_minutes(request, meeting.pk)  # of whoever left the page open
        messages.warning(request, _("Not saved: this page was opened by somebody else."))
        return _see_other(request.path)
    page = MinutesPage(meeting, person=person, data=request.POST)
    waits = page.problems or (page.has_names and not page.looked)
    if waits or request.POST.get("do") == "keep":
        park_page(meeting=meeting, person=person, page=MINUTES, fields=fields_of(request.POST))
        return _see_other(f"{request.path}#look")
    try:
        written = _save(page)
    except services.TooManyLines:
        park_page(meeting=meeting, person=person, page=MINUTES, fields=fields_of(request.POST))
        messages.error(request, _("Not saved: that is more than minutes hold. Please shorten."))
        return _see_other(request.path)
    unpark_page(meeting=meeting, person=person, page=MINUTES)
    _say(request, written)
    return _pressed(request, meeting)


def _save(page: MinutesPage) -> services.Written:
    return services.save_minutes(
        meeting_id=page.meeting.pk,
        actor=page.person,
        lines=page.lines,
        looks=page.looks,
        takes=page.takes,
    )


def _say(request: HttpRequest, written: services.Written) -> None:
    if written.twice:
        said = ngettext(
            "Saved. One line had been changed meanwhile: both texts are kept.",
            "Saved. %d lines had been changed meanwhile: both texts of each are kept.",
            written.twice,
        )
        messages.warning(request, said % written.twice if "%d" in said else said)
    else:
        messages.success(request, _("Saved."))


def _pressed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    here = reverse("meetings:minutes_edit", args=[meeting.pk])
    pressed = request.POST.get("do", "")
    if pressed.startswith(PROMISE):
        minute_id = _id(pressed.removeprefix(PROMISE))
        promised = minute_id and services.promise_line(
            minute_id=minute_id, meeting_id=meeting.pk, actor=signed_in(request)
        )
        if promised:
            messages.success(request, _("It stands on your own list of promises now."))
    elif pressed == "read":
        return _see_other(reverse("meetings:minutes_read", args=[meeting.pk]))
    return _see_other(here)


@private_text
@reads_others
@require_safe
def shown_promises(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).for_page(), pk=pk)
    person = signed_in(request)
    promises = [] if meeting.is_over else list(promises_shown_at(meeting, person))
    if request.method == "GET":
        note_shown(promises=promises, to=person)
    context = {"meeting": meeting, "promises": promises}
    return render(request, "meetings/shown_promises.html", context)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return None


def _see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
