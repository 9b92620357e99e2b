"""The list of what is new, and the page of wishes.

Opening something from the list is a small form and no link: it marks the notice as seen,
and a page that is only looked at changes nothing.
"""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices import kinds, services
from notices.forms import WishForm
from notices.models import Notice
from notices.news import news_of
from people import factors
from people.access import private_text, signed_in
from vault.ids import from_short

PAGE = 50


# Closed while a reset waits: the sentences say who wrote to whom.
@private_text
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    news = news_of(user, names=factors.may_see_names(user, request.session))
    page = Paginator(news.items, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/notice_list.html", {"news": news, "page_obj": page})


@private_text
@require_POST
def notice_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    services.mark_seen(person=notice.person, notice=notice)
    if not kinds.still_open(signed_in(request), [notice]):
        messages.warning(request, _("That is no longer there to open."))
        return HttpResponseRedirect(reverse("notices:notice_list"), status=303)
    return HttpResponseRedirect(kinds.get(notice.kind).url(notice), status=303)


@private_text
@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    """Up to the newest that the page showed: what came meanwhile stays new."""
    notices = Notice.objects.visible_to(request.user)
    newest = notices.filter(pk__in=_ids(request.POST.get("newest", ""))).first()
    if newest is not None:
        services.mark_seen(person=newest.person, until=newest.made_at)
    return HttpResponseRedirect(reverse("notices:notice_list"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    form = WishForm(request.POST or None, wish=services.wish_of(person))
    if request.method == "POST" and form.is_valid():
        services.save_wish(
            person=person,
            mail=form.cleaned_data["mail"],
            paused_until=form.cleaned_data["paused_until"],
            unwanted=form.unwanted,
        )
        messages.success(request, _("What you want is saved."))
        return HttpResponseRedirect(reverse("notices:wishes"), status=303)
    return render(request, "notices/wishes.html", {"form": form})


def _ids(text: str) -> list[uuid.UUID]:
    try:
        return [from_short(text)]
    except ValueError:
        return []
