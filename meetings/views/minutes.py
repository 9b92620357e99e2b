"""The minutes: writing them, reading them, and what leaders chose to show at a meeting."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from meetings.looking_back import looks
from meetings.minutes import MinutesPage
from meetings.minutes_read import read_sections
from meetings.models import Meeting, ParkedPage
from meetings.pages import shown_promises as promises_shown_at
from meetings.services import minutes as services
from meetings.views.typed import TypedPage, not_leading
from people.access import on_refusal, private_text, reads_others, see_other, signed_in
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


def keep_refused_minutes(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    """Keep a page of minutes when its writer's session was locked, over, or another's."""
    return TypedPage(request, pk, MINUTES).rescue()


@on_refusal(keep_refused_minutes)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    typed, person = TypedPage(request, pk, MINUTES), signed_in(request)
    if refused := typed.refused_at_once():
        return refused
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).for_page(), pk=pk)
    if meeting.facilitator_id != person.pk:
        return typed.closed(meeting, not_leading())
    if not meeting.has_begun:
        return typed.closed(meeting, not_begun())
    if request.method == "POST":
        return _posted(typed, meeting)
    page = MinutesPage(meeting, person=person, data=typed.data)
    context = {"meeting": meeting, "page": page, "parked": typed.parked}
    return render(request, "meetings/minutes_edit.html", context)


def _posted(typed: TypedPage, meeting: Meeting) -> HttpResponse:
    """Save the page and do what was pressed. Always 303; what cannot be saved is kept."""
    if typed.pressed == "drop":
        return typed.dropped()
    page = MinutesPage(meeting, person=typed.person, data=typed.request.POST)
    if typed.waits or page.problems or (page.has_names and not page.looked):
        return typed.refused(place="#look")
    try:
        written = _save(page)
    except services.TooManyLines:
        return typed.refused(_("Not saved: that is more than minutes hold. Please shorten."))
    except (services.NotBegun, Meeting.DoesNotExist):  # moved or handed over in this very moment
        return typed.refused()
    typed.let_go()
    _say(typed.request, written)
    return _pressed(typed.request, meeting)


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
        _promised(request, meeting, pressed.removeprefix(PROMISE))
    elif pressed == "read":
        return see_other(reverse("meetings:minutes_read", args=[meeting.pk]))
    return see_other(here)


def _promised(request: HttpRequest, meeting: Meeting, line: str) -> None:
    minute_id = _id(line)
    if minute_id is None:
        return
    actor = signed_in(request)
    try:
        promise = services.promise_line(minute_id=minute_id, meeting_id=meeting.pk, actor=actor)
    except (services.NotBegun, Meeting.DoesNotExist):  # since the page was saved
        return
    if promise is not None:
        messages.success(request, _("It stands on your own list of promises now."))


def not_begun() -> str:
    return _("The minutes are written once the meeting has begun.")


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
