"""What an entry promised: said when it is finished, and followed when its answer changes."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from journals.models import Entry
from journals.services.promised import follow_entry
from people.access import private_text, signed_in
from promises.models import Promise
from promises.naming import warnings_of


@private_text
@require_POST
def entry_promise(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the list follow a changed answer, or stay as it is. Nothing private is posted."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    follow = request.POST.get("do") == "follow"
    part = request.POST.get("part", "")
    settled = follow_entry(entry=entry, part=part, actor=signed_in(request), follow=follow)
    if settled and follow:
        messages.success(request, _("Your list says the same now."))
    elif settled:
        messages.success(request, _("Your list stays as it is."))
    here = reverse("journals:entry_read", args=[entry.pk])
    return HttpResponseRedirect(f"{here}#promises", status=303)


def say_finished(request: HttpRequest, made: list[Promise]) -> None:
    messages.success(request, _("Finished. You can still change it at any time."))
    if not made:
        return
    said = ngettext(
        "%(number)d promise was put on your list.",
        "%(number)d promises were put on your list.",
        len(made),
    )
    # templates/includes/messages.html makes a link of it.
    link = reverse("promises:promise_list")
    messages.success(request, said % {"number": len(made)}, extra_tags=f"look {link}")
    for promise in made:
        if warnings_of(promise, signed_in(request)):
            said = _("Words of a promise may name somebody. It is only a hint.")
            link = promise.get_absolute_url()
            messages.warning(request, said, extra_tags=f"look {link}")
