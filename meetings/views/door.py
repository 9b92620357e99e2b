"""Whom a meeting still lets in: whoever leads it gives a new code, or none."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.models import Meeting
from meetings.services import codes
from people.access import private_text, signed_in


@private_text
@require_POST
def meeting_door(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(signed_in(request)), pk=pk)
    actor, do = signed_in(request), request.POST.get("do", "")
    if meeting.is_over:
        messages.warning(request, _("The meeting is over, and lets nobody in any more."))
    elif do == "new-code":
        codes.give_new_code(meeting_id=pk, actor=actor)
        messages.success(request, _("There is a new code. Whoever is in stays in."))
    elif do == "close" and meeting.is_running:
        codes.let_nobody_else_in(meeting_id=pk, actor=actor)
        messages.success(request, _("Nobody else is let in. Whoever is in stays in."))
    return HttpResponseRedirect(f"{meeting.get_absolute_url()}#joining", status=303)
