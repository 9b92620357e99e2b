"""One entry as a file: for its writer, or, once looked through, for somebody else."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.forms import DATA, EntryFileForm, FileForOthersForm
from desk.take_out import archive
from desk.views.take_out import back_with_errors
from journals.checking import look_through, texts_of_snapshot
from journals.merging import digest
from journals.models import Entry
from journals.views.checking import act_on_finding
from journals.views.looking import Look, changed_since
from people import audit
from people.access import private_text, see_other, signed_in
from portfolio.documents import entries as documents
from portfolio.documents.files import SHAPES, attachment, dated, download
from portfolio.documents.fonts import cannot_show
from portfolio.taking import taken

EXPORTED = ("entry", audit.Action.ENTRY_EXPORTED)  # as its writer's trail says it


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_take_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    form = EntryFileForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        not_shown = cannot_show(documents.own_entry(entry, with_note=True).texts())
        context = {"form": form, "entry": entry, "not_shown": not_shown}
        return render(request, "desk/entry_take_out.html", context)
    if not form.is_valid():
        return back_with_errors(request, form)
    shape, with_note = form.cleaned_data["shape"], form.cleaned_data["with_note"]
    if form.cleaned_data["for_others"]:
        where = reverse("desk:entry_for_others", args=[entry.pk])
        return see_other(f"{where}?shape={shape}")
    return taken(request, EXPORTED, entry.pk, lambda: _own_file(request, entry, shape, with_note))


def _own_file(request: HttpRequest, entry: Entry, shape: str, with_note: bool) -> HttpResponse:
    if shape == DATA:
        data = archive.entry_json(signed_in(request), entry, with_note=with_note)
        return attachment(data.encode(), "application/json", f"{dated('entry')}.json")
    return download(
        documents.own_entry(entry, with_note=with_note), shape=shape, name=dated("entry")
    )


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_for_others(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    shown = documents.shown_to_others(entry)
    found = look_through(texts_of_snapshot(entry, shown), signed_in(request))
    if request.method == "POST" and request.POST.get("do") == "take":
        return _given(request, entry, Look(found))
    if request.method == "POST":
        return act_on_finding(request, entry, found, request.path)
    shape, document = request.GET.get("shape", ""), documents.entry_for_others(entry)
    context = {
        "entry": entry,
        "snapshot": shown,
        "document": document,
        "form": FileForOthersForm(initial={"shape": shape} if shape in dict(SHAPES) else None),
        "not_shown": cannot_show(document.texts()),
        "seen": digest(shown),
        **Look(found).context(request),
    }
    return render(request, "desk/entry_for_others.html", context)


def _given(request: HttpRequest, entry: Entry, look: Look) -> HttpResponse:
    """The file, if it would hold what was looked at. On any refusal the page shows how it is."""
    form = FileForOthersForm(request.POST)
    if not form.is_valid():
        return back_with_errors(request, form)
    shown, shape = documents.shown_to_others(entry), form.cleaned_data["shape"]
    if changed := changed_since(request, digest(shown)):
        return changed
    if not shown["parts"]:  # nothing in it can go: the page says so, and has no button
        return see_other(request.path)
    if missed := look.missed(request, f"{request.path}?shape={shape}", "take"):
        return missed
    document = documents.entry_for_others(entry)
    return taken(
        request, EXPORTED, entry.pk, lambda: download(document, shape=shape, name=dated("entry"))
    )
