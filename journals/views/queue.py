"""What waits for a supervisor, whether they are full, and their words on what is shut."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.models import Share
from journals.picture import picture_of
from journals.queue import may_be_ticked, name_known, queue_of
from journals.services.own_words import erase_own_words
from journals.services.read_these import Told, say_read
from journals.shut_words import own_words_on, shut_shares_with_words
from people.access import private_text, reads_others, signed_in
from supervision.services.pairs import say_full
from vault.ids import from_short

PAGE = 25


@private_text
@reads_others
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    queue = queue_of(user, request.GET)
    pages = Paginator(queue.shares, PAGE)
    pages.count = queue.count  # known already: not asked again
    page = pages.get_page(request.GET.get("page"))
    name_known(page.object_list, user)
    context = {
        "queue": queue,
        "page_obj": page,
        "may_be_ticked": {share.pk for share in page if may_be_ticked(share)},
        "query": f"show={queue.show}&from={queue.person}",
    }
    return render(request, "journals/review_list.html", context)


@private_text
@reads_others
@require_POST
def review_full(request: HttpRequest) -> HttpResponse:
    is_full = request.POST.get("full") == "yes"
    say_full(supervisor=signed_in(request), full=is_full)
    if is_full:
        messages.success(request, _("People you supervise now see that you are full."))
    else:
        messages.success(request, _("People you supervise see that you have room again."))
    return HttpResponseRedirect(reverse("journals:review_list"), status=303)


@private_text
@reads_others
@require_http_methods(["GET", "HEAD", "POST"])
def review_words(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        pages = Paginator(shut_shares_with_words(user), PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = {"page_obj": page, "kept": own_words_on(page.object_list, user)}
        return render(request, "journals/review_words.html", context)
    try:
        share_id = from_short(request.POST.get("share", ""))
    except ValueError as error:
        raise Http404 from error
    if not erase_own_words(share_id=share_id, reader=user):
        raise Http404
    messages.success(request, _("Erased."))
    return HttpResponseRedirect(reverse("journals:review_words"), status=303)


@private_text
@require_safe
def review_picture(request: HttpRequest) -> HttpResponse:
    """One's own waiting times, answers and sessions, in figures: for nobody else."""
    context = {"picture": picture_of(signed_in(request))}
    return render(request, "journals/review_picture.html", context)


@private_text
@reads_others
@require_POST
def review_read(request: HttpRequest) -> HttpResponse:
    """Say of what was ticked that it was read. What is left out is named, and why."""
    told = say_read(share_ids=_ticked(request), reader=signed_in(request))
    for add, said in _said(told):
        add(request, said)
    query = urlencode({name: request.POST.get(name, "") for name in ("show", "from")})
    return HttpResponseRedirect(f"{reverse('journals:review_list')}?{query}", status=303)


def _ticked(request: HttpRequest) -> set[UUID]:
    found = set()
    for text in request.POST.getlist("share")[:PAGE]:
        with suppress(ValueError):
            found.add(from_short(text))
    return found


def _said(told: Told) -> Iterator[tuple[Callable[..., None], str]]:
    if told.read:
        said = _("Done. They are told that you have read it, and no more: %(names)s.")
        yield messages.success, said % {"names": _named(told.read)}
    if told.begun:
        said = _("Left as it is, since you began to write about it: %(names)s.")
        yield messages.warning, said % {"names": _named(told.begun)}
    if told.unopened:
        said = _("Left as it is, since you have not opened it: %(names)s.")
        yield messages.warning, said % {"names": _named(told.unopened)}
    if told.gone:
        yield messages.warning, _("Something that you ticked is no longer open to you.")
    if told.answered and not told.read:
        yield messages.info, _("Answered before: %(names)s.") % {"names": _named(told.answered)}
    if not (told.read or told.begun or told.unopened or told.answered or told.gone):
        yield messages.info, _("Nothing was ticked.")


def _named(shares: list[Share]) -> str:
    return ", ".join(f"{share.author} ({share.prompt_version.title})" for share in shares)
