"""What waits for a supervisor, whether they are full, and their words on what is shut."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals.queue import queue_of
from journals.services.own_words import erase_own_words
from journals.shut_words import own_words_on, shut_shares_with_words
from people.access import private_text, reads_others, signed_in
from supervision.services import say_full
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
    context = {
        "queue": queue,
        "page_obj": pages.get_page(request.GET.get("page")),
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
