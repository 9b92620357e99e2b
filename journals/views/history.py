"""The earlier texts of an entry: list, read, bring back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journals.models import Clash, Entry, EntryRevision
from journals.reading import answered, clash_lines
from journals.services import entries as services
from people.access import private_text, signed_in


@private_text
@require_safe
def entry_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    revisions = EntryRevision.objects.visible_to(request.user).filter(entry=entry).defer("text")
    clashes = Clash.objects.visible_to(request.user).filter(entry=entry)
    context = {
        "entry": entry,
        "revisions": revisions,
        "clashes": [(clash, clash_lines(entry, clash)) for clash in clashes],
    }
    return render(request, "journals/entry_history.html", context)


@private_text
@require_safe
def revision_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    revision = get_object_or_404(
        EntryRevision.objects.visible_to(request.user).select_related(
            "entry__prompt_version__prompt__programme"
        ),
        pk=pk,
    )
    context = {
        "revision": revision,
        "entry": revision.entry,
        "answered": answered(revision.entry.prompt_version, revision.text),
    }
    return render(request, "journals/revision_read.html", context)


@private_text
@require_POST
def revision_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    revision = get_object_or_404(EntryRevision.objects.visible_to(request.user), pk=pk)
    services.restore_revision(revision=revision, actor=signed_in(request))
    messages.success(
        request, _("That text is current again. The one it replaced is in the history.")
    )
    url = reverse("journals:entry_read", args=[revision.entry_id])
    return HttpResponseRedirect(url, status=303)
