"""A person takes away everything that is theirs."""

from django.contrib import messages
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desk.forms import EntryFileForm, FileForOthersForm, PasswordForm
from desk.take_out import archive
from desk.take_out.others import holds_others_words
from journals.models import Entry
from people import audit
from people.access import private_text, signed_in
from people.factors import ask_second_step
from portfolio.documents.files import dated, streamed
from portfolio.services.evidence import bytes_of


@private_text
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest) -> HttpResponseBase:
    person = signed_in(request)
    if holds_others_words(person):
        ask_second_step(request)
    if request.method != "POST":
        form = PasswordForm(person=person)
        own = Entry.objects.visible_to(person)
        size = bytes_of(person)
        context = {"form": form, "entries": own.count(), "files_size": size}
        return render(request, "desk/take_out.html", context)
    form = PasswordForm(request.POST, person=person)
    if not form.is_valid():
        return back_with_errors(request, form)
    content = archive.journal_archive(person, with_files="without_files" not in request.POST)
    with transaction.atomic():
        audit.record(person=person, actor=person, action=audit.Action.JOURNAL_EXPORTED)
    name = f"{dated('reflect-journal')}.zip"
    return streamed(content, "application/zip", name, size=content.size)


def back_with_errors(
    request: HttpRequest, form: PasswordForm | EntryFileForm | FileForOthersForm
) -> HttpResponse:
    """Say what was wrong on the same page, by way of 303: no posted word stays in a browser."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return HttpResponseRedirect(request.path, status=303)
