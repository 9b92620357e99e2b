"""The pages of a reader from outside: from the link in a mail to one share, and nothing else.

None of their addresses names a share: which one is read, the browser's own cookie says.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from journals import outside
from journals.services import confirming

ANSWERS = {"sent", "often", "late", "left"}


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def outside_link(request: HttpRequest, token: str) -> HttpResponse:
    """The GET only asks: mail programs and scanners open links on their own.

    A link that was used, is over, was taken back or never was gives one and the same page,
    and pressing its button one and the same answer.
    """
    reader = confirming.fresh_link(token)
    if request.method != "POST":
        status = 200 if reader else 404
        return render(
            request, "journals/outside_link.html", {"is_good": bool(reader)}, status=status
        )
    attempt = None
    if reader is not None:
        attempt = confirming.send_code(reader_id=reader.pk, way=reader.link_digest)
    if reader is None or attempt is None:
        # Also instead of one code too many: who has only seen this link cannot keep its
        # reader waiting, since the new one goes to the address on file.
        confirming.ask_link(token=token, base_url=base_url(request))
        return again("sent")
    return _code_sent(reader.pk, attempt)


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def outside_code(request: HttpRequest) -> HttpResponse:
    found = outside.attempt_of(request)
    if found is None:
        return again("late", post=request.method == "POST")
    reader_id, attempt = found
    if request.method != "POST":
        return render(request, "journals/outside_code.html")
    if request.POST.get("do") == "again":
        another = confirming.send_code(reader_id=reader_id, attempt=attempt)
        return _code_sent(reader_id, another)
    token = confirming.confirm(
        reader_id=reader_id, attempt=attempt, code=request.POST.get("code", "")
    )
    if token is None:
        messages.error(
            request, _("That is not the code, or it is too old, or it was tried too often.")
        )
        return see_other("journals:outside_code")
    response = see_other("journals:outside_read")
    outside.remember_browser(response, token)
    return response


def _code_sent(reader_id: uuid.UUID, attempt: str | None) -> HttpResponse:
    if attempt is None:
        return again("often")
    response = see_other("journals:outside_code")
    outside.remember_attempt(response, reader_id, attempt)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside_again(request: HttpRequest) -> HttpResponse:
    """Where everything leads that opens nothing now. A browser that was confirmed before
    may ask for a code here; everybody else needs the link from the mail."""
    reader = outside.reader_at(request)
    if request.method == "POST":
        if reader is None:
            return again("late")
        attempt = confirming.send_code(reader_id=reader.pk, way=reader.browser_digest)
        return _code_sent(reader.pk, attempt)
    answer = request.GET.get("answer", "")
    context = {
        "answer": answer if answer in ANSWERS else "",
        "may_ask": reader is not None and answer != "often",
    }
    return render(request, "journals/outside_again.html", context)


@login_not_required
@require_POST
def outside_leave(request: HttpRequest) -> HttpResponse:
    reader = outside.reader_at(request)
    if reader is not None:
        confirming.leave(reader=reader)
    response = again("left")
    for name in (outside.BROWSER, outside.ATTEMPT):
        outside.forget(response, name)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def again(answer: str = "", *, post: bool = True) -> HttpResponse:
    url = reverse("journals:outside_again")
    url = f"{url}?answer={answer}" if answer else url
    return HttpResponseRedirect(url, status=303 if post else 302)


def see_other(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name), status=303)


def base_url(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
