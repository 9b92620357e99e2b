"""Files beside the lines of the logs: brought, downloaded, taken out and brought back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import on_refusal, private_text, see_other, signed_in
from people.kept_answers import answered
from people.typed_pages import TypedPage
from portfolio import services
from portfolio.attachments import check, pieces_of
from portfolio.evidence.looking import MEGABYTES, TYPES
from portfolio.evidence.refusal import FileRefused
from portfolio.gone import gone_is_404
from portfolio.logs import LOGS
from portfolio.models import Attachment
from portfolio.pages import SHELF
from portfolio.posts import FileForm, chosen_file
from portfolio.services.evidence import MOST_BYTES, bytes_of
from vault.ids import new_id

PAGE = 30
# If a browser shows it nevertheless: no script, no frame, nothing loaded.
SEALED_OFF = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


@private_text
@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """All of a person's files, and the room that they take."""
    user = signed_in(request)
    own = Attachment.objects.visible_to(user).newest_first().with_lines()
    binned = Attachment.objects.in_bin_of(user).order_by("-deleted_at").with_lines()
    context = {
        "page_obj": Paginator(own, PAGE).get_page(request.GET.get("page")),
        "binned": binned[:PAGE],
        "used": bytes_of(user),
        "most": MOST_BYTES,
    }
    return render(request, "portfolio/file_list.html", context)


def keep_refused(request: HttpRequest, log: str, pk: uuid.UUID) -> bool | None:
    return SHELF.keep_refused(request, f"file-{log}", FileForm, about=True)


@on_refusal(keep_refused)
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def line_files(request: HttpRequest, log: str, pk: uuid.UUID) -> HttpResponse:
    """The files of one line, and adding one."""
    if request.method == "POST" and SHELF.is_anothers(request):
        return answered(request, keep_refused(request, log, pk), request.path)
    here, user = LOGS[log], signed_in(request)
    line = get_object_or_404(here.model.objects.visible_to(user), pk=pk)
    page = TypedPage(SHELF, request, f"file-{log}", FileForm, line.pk, {"press": new_id()})
    if request.method == "POST":
        return _add(request, log, page)
    of_line = {log: line}
    context = page.context(
        log=here,
        line=line,
        files=Attachment.objects.visible_to(user).filter(**of_line).newest_first().with_lines(),
        binned=Attachment.objects.in_bin_of(user).filter(**of_line).with_lines(),
        most=MEGABYTES,
    )
    return render(request, "portfolio/line_files.html", context)


def _add(request: HttpRequest, log: str, page: TypedPage) -> HttpResponse:
    form = page.posted()
    if page.keeps or page.bound is None or not form.is_valid():
        return page.refused(request.path)
    user = signed_in(request)
    try:
        data, called = chosen_file(request)
        services.add_file(
            owner=user,
            actor=user,
            log=log,
            line_id=page.bound.thing_id,
            name=form.cleaned_data["name"] or called,
            data=data,
            id=form.cleaned_data["press"],
        )
    except FileRefused as error:
        messages.error(request, str(error))
        return page.refused(request.path)
    page.saved(form, _("The file is kept beside its line. Nobody else can see it."))
    return see_other(request.path)


@private_text
@require_safe
@gone_is_404
def file_download(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Never shown inside a page, whatever is in it; a row of the trail, as every copy is."""
    own = Attachment.objects.visible_to(request.user).select_related("key_holder")
    file = get_object_or_404(own, pk=pk)
    check(file)
    if request.method == "GET":  # HEAD takes nothing
        services.note_download(file_id=file.pk, actor=signed_in(request))
    return StreamingHttpResponse(
        pieces_of(file),
        content_type=TYPES[file.kind],
        headers={
            "Content-Disposition": content_disposition_header(True, file.name),
            "Content-Length": str(file.size),
            "Content-Security-Policy": SEALED_OFF,
            "X-Content-Type-Options": "nosniff",
        },
    )


@private_text
@require_POST
@gone_is_404
def file_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks nothing first: it can be brought back."""
    file = _own(request, pk)
    services.delete_file(file_id=file.pk, actor=signed_in(request))
    messages.success(request, _("The file is taken out. You can bring it back below for 30 days."))
    return see_other(_page_of(file))


@private_text
@require_POST
@gone_is_404
def file_undelete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    file = _own(request, pk)
    services.undelete_file(file_id=file.pk, actor=signed_in(request))
    messages.success(request, _("The file is back beside its line."))
    return see_other(_page_of(file))


@private_text
@require_POST
def file_erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For good, and only what was taken out before."""
    file = _own(request, pk)
    if services.erase_file(file_id=file.pk, actor=signed_in(request)):
        messages.success(request, _("The file is erased for good."))
    return see_other(reverse("portfolio:file_list"))


def _own(request: HttpRequest, pk: uuid.UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.own_of(request.user), pk=pk)


def _page_of(file: Attachment) -> str:
    return reverse(f"portfolio:{file.log}_files", args=[file.line_id])
