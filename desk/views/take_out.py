"""A person takes away what is theirs: everything, or one entry."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desk.forms import EntryFileForm, PasswordForm
from desk.take_out import archive
from desk.take_out.others import holds_others_words
from journals.models import Entry
from people import audit
from people.access import private_text, signed_in
from people.factors import ask_second_step


@private_text
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if holds_others_words(person):
        ask_second_step(request)
    if request.method != "POST":
        form = PasswordForm(person=person)
        own = Entry.objects.visible_to(person)
        context = {"form": form, "entries": own.count()}
        return render(request, "desk/take_out.html", context)
    form = PasswordForm(request.POST, person=person)
    if not form.is_valid():
        return back_with_errors(request, form)
    content = archive.journal_archive(person)
    with transaction.atomic():
        audit.record(person=person, actor=person, action=audit.Action.JOURNAL_EXPORTED)
    return _download(content, "application/zip", f"reflect-journal-{_today()}.zip")


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_take_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user).for_writing(), pk=pk)
    form = EntryFileForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "desk/entry_take_out.html", {"form": form, "entry": entry})
    if not form.is_valid():
        return back_with_errors(request, form)
    make, kind, ending = {
        "page": (archive.entry_page, "text/html; charset=utf-8", "html"),
        "text": (archive.entry_text, "text/plain; charset=utf-8", "txt"),
        "data": (archive.entry_json, "application/json", "json"),
    }[form.cleaned_data["shape"]]
    content = make(signed_in(request), entry, with_note=form.cleaned_data["with_note"])
    return _download(content.encode(), kind, f"entry-{_today()}.{ending}")


def back_with_errors(request: HttpRequest, form: PasswordForm | EntryFileForm) -> HttpResponse:
    """Say what was wrong on the same page, by way of 303: no posted word stays in a browser."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return HttpResponseRedirect(request.path, status=303)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    # The name says nothing: it stays in a list of downloads that others may see.
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _today() -> str:
    return timezone.localdate().isoformat()
