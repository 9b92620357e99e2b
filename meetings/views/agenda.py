"""The agenda of a planned meeting: what comes when, for how long, and about which prompt."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.agenda import AgendaPage
from meetings.models import Meeting
from meetings.services import agenda as services
from meetings.services.planning import NotPlanned
from meetings.views.meetings import not_planned
from people.access import private_text, see_other, signed_in


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).for_page(), pk=pk)
    if meeting.state != Meeting.State.PLANNED:
        messages.warning(request, not_planned())
        return redirect(meeting, permanent=False)
    page = AgendaPage(meeting)
    if request.method != "POST":
        return render(request, "meetings/agenda_edit.html", {"meeting": meeting, "page": page})
    try:
        anchor = _change(request, page)
    except NotPlanned:
        messages.warning(request, not_planned())
        return see_other(meeting.get_absolute_url())
    except services.ChangedElsewhere:
        messages.warning(
            request,
            _("Nothing was changed: the agenda is another one since you looked. Here it is."),
        )
        anchor = ""
    return see_other(f"{request.path}{anchor}")


def _change(request: HttpRequest, page: AgendaPage) -> str:
    """Do what was pressed, and say what could not be done. Where to look on the page then."""
    press, anchor = page.press(request.POST)
    edits = page.edits(request.POST)
    for problem in page.problems:
        messages.error(request, problem)
    try:
        services.change_agenda(
            meeting_id=page.meeting.pk,
            actor=signed_in(request),
            seen=request.POST.get("seen", ""),
            edits=edits,
            press=press,
        )
    except services.HasAnswers:
        messages.warning(
            request,
            _("People have answered this prompt already, so it stays. Nothing was changed."),
        )
    except services.TooMany:
        messages.warning(request, _("That is more than a meeting holds. Nothing was changed."))
    else:
        if not page.problems and not press:
            messages.success(request, _("Saved."))
    return anchor
