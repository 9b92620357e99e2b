"""What comes back of one's own journal: choosing it, this day in earlier years, six weeks on."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journals.coming_back import choice_of, is_away, on_this_day, that_may_be_looked_back_on
from journals.models import Entry
from journals.reading import answered
from journals.services import coming_back as services
from people.access import private_text, see_other, signed_in


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_coming_back(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method == "POST":
        wants = {name: name in request.POST for name in ("on_this_day", "six_weeks")}
        services.choose(person=person, **wants)
        messages.success(request, _("What you want is saved."))
        return see_other(reverse("journals:entry_coming_back"))
    choice = choice_of(person)
    away = choice.on_this_day_since is not None and is_away(person)
    shows = choice.on_this_day_since is not None and not away
    context = {
        "choice": choice,
        "is_away": away,
        "today": timezone.localdate(),
        "entries": on_this_day(person) if shows else [],
    }
    return render(request, "journals/entry_coming_back.html", context)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_later(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One may look back on any entry of one's own that may come back, sooner or later too."""
    own = that_may_be_looked_back_on(Entry.objects.visible_to(request.user))
    entry = get_object_or_404(own.for_writing(), pk=pk)
    if request.method == "POST":
        try:
            begun = services.look_back(earlier=entry, author=signed_in(request))
        except services.NothingToAskError:
            messages.warning(request, _("The questions for this are not in the library just now."))
            return see_other(request.path)
        return see_other(reverse("journals:entry_write", args=[begun.pk]))
    context = {"entry": entry, "answered": answered(entry.prompt_version, entry.text())}
    return render(request, "journals/entry_later.html", context)
