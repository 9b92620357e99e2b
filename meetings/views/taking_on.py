"""A promise of the minutes becomes the promise of whoever says that it is theirs."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.models import Meeting
from meetings.services.taking_on import take_on
from people.access import private_text, signed_in


@private_text
@require_POST
def minutes_take_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    minute_id = _id(request.POST.get("line", ""))
    actor = signed_in(request)
    promise = minute_id and take_on(meeting_id=meeting.pk, minute_id=minute_id, actor=actor)
    if promise:
        said = _("It stands on your own list of promises now.")
        messages.success(request, said, extra_tags=f"look {promise.get_absolute_url()}")
    else:
        messages.warning(request, _("That line was changed or taken out. This is how it is now."))
    return HttpResponseRedirect(reverse("meetings:minutes_read", args=[meeting.pk]), status=303)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return None
