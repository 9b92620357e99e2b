"""The journal: its list, one entry to read, finishing, deleting and getting back."""

import uuid
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.models import Entry
from journals.promised import born_of
from journals.reading import answered, other_times
from journals.services import entries as services
from journals.services.bins import purge_bin, undelete_bin
from journals.shared import in_hands
from journals.views.promised import say_finished
from people.access import private_text, signed_in

PAGE = 50


@private_text
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    entries = Entry.objects.visible_to(request.user).glanced().newest_first()
    entries = entries.filter(Q(revision__gt=0) | Q(has_parked=True))
    only = request.GET.get("only", "")
    if only == "drafts":
        entries = entries.drafts()
    elif only == "finished":
        entries = entries.finished()
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    shares = in_hands([entry.pk for entry in page.object_list], signed_in(request))
    months = [
        [(entry, shares.get(entry.pk, [])) for entry in group]
        for _month, group in groupby(page.object_list, key=_month_of)
    ]
    context = {"page_obj": page, "months": months, "only": only, "query": f"only={only}"}
    return render(request, "journals/entry_list.html", context)


@private_text
@require_safe
def entry_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    context = {
        "entry": entry,
        "answered": answered(entry.prompt_version, entry.text()),
        "other_times": other_times(entry, signed_in(request)),
        "shares": in_hands([entry.pk], signed_in(request)).get(entry.pk, []),
        "promises": born_of(entry, signed_in(request)),
    }
    return render(request, "journals/entry_read.html", context)


@private_text
@require_POST
def entry_finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    say_finished(request, services.finish_entry(entry=entry, actor=signed_in(request)))
    return _to("entry_read", entry.pk)


@private_text
@require_POST
def entry_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    services.reopen_entry(entry=entry, actor=signed_in(request))
    return _to("entry_write", entry.pk)


@private_text
@require_POST
def entry_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    services.delete_entry(entry=entry, actor=signed_in(request))
    # templates/includes/messages.html makes an Undo button of it.
    undo = reverse("journals:entry_undelete", args=[entry.pk])
    messages.success(request, _("Deleted."), extra_tags=f"undo {undo}")
    return _to("entry_list")


@private_text
@require_POST
def entry_undelete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.in_bin_of(request.user), pk=pk)
    services.undelete_entry(entry=entry, actor=signed_in(request))
    messages.success(request, _("It is back in your journal."))
    return _to("entry_read", entry.pk)


@private_text
@require_safe
def entry_bin(request: HttpRequest) -> HttpResponse:
    entries = Entry.objects.in_bin_of(request.user).listed().order_by("-deleted_at")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "journals/entry_bin.html", {"page_obj": page})


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_purge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.in_bin_of(request.user).for_writing(), pk=pk)
    if request.method != "POST":
        return render(request, "journals/entry_purge.html", {"entry": entry})
    services.purge_entry(entry=entry, actor=signed_in(request))
    messages.success(request, _("Erased for good."))
    return _to("entry_bin")


@private_text
@require_POST
def entry_bin_undelete(request: HttpRequest) -> HttpResponse:
    back = undelete_bin(owner=signed_in(request))
    said = ngettext(
        "%(number)s entry is back in your journal.",
        "%(number)s entries are back in your journal.",
        back,
    )
    messages.success(request, said % {"number": back})
    return _to("entry_list" if back else "entry_bin")


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_bin_purge(request: HttpRequest) -> HttpResponse:
    """Asks first. What was deleted after the page was shown is not erased by it."""
    binned = Entry.objects.in_bin_of(request.user)
    if request.method != "POST":
        context = binned.aggregate(count=Count("pk"), newest=Max("deleted_at"))
        return render(request, "journals/entry_bin_purge.html", context)
    until = _moment(request.POST.get("until", ""))
    gone = purge_bin(owner=signed_in(request), until=until) if until else 0
    if gone:
        said = ngettext(
            "%(number)s entry is erased for good.", "%(number)s entries are erased for good.", gone
        )
        messages.success(request, said % {"number": gone})
    if binned.exists():
        messages.warning(request, _("Something still lies in the bin. Please look again."))
    return _to("entry_bin")


def _moment(text: str) -> datetime | None:
    """With its zone, as the page has it; anything else is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def _month_of(entry: Entry) -> str:
    return timezone.localtime(entry.touched_at).strftime("%Y-%m")


def _to(name: str, *args: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"journals:{name}", args=args), status=303)
