"""What a reader from outside reads and says, on the page that supervisors have too."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals import outside, returning
from journals.binding import read_share_binding
from journals.models import InvalidMove, OutsideReader, ParkedWords, Reply, Review, Share
from journals.review_pages import ReviewPage, ReviewUrls, Talk
from journals.services import confirming, reviewing
from journals.shut_words import OwnWords
from journals.views.outside import again, see_other
from journals.views.reply_posts import reply_posted
from journals.views.review_posts import (
    REPLY,
    REVIEW,
    page_posted,
    rescued,
    save_answer,
)
from journals.views.seats import Seat
from people.access import is_fetch
from people.kept_answers import marked_kept, not_kept
from vault.ids import short


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside_read(request: HttpRequest) -> HttpResponse:
    reader = outside.reading_at(request)
    if request.method == "POST":
        kept = kept_for_another(request, REVIEW, reader)
        if kept is not None or reader is None:
            return _not_at_it(request, kept)
        confirming.keep_reading(reader=reader)
        return page_posted(request, seat_of(reader))
    if reader is None:
        return again(post=False)
    if request.method == "HEAD":  # whoever asks for no words has not opened any
        return HttpResponse()
    confirming.keep_reading(reader=reader)
    with timezone.override(reader.share.author.zone):
        try:
            came_back = returning.came_back(request, reader)
            share = confirming.open_outside(reader=reader, came_back=came_back)
            context = _context(request, reader, share)
        except (Share.DoesNotExist, Review.DoesNotExist):  # the second: in this very moment
            return _closed(request, reader)
        answer = render(request, "journals/outside_read.html", context)
        return returning.arrived(request, answer)


def _context(request: HttpRequest, reader: OutsideReader, share: Share) -> dict[str, Any]:
    review = Review.objects.visible_to(reader).get(share=share)
    review.share = share
    # Of two pages that wait for one place, the later is shown.
    waiting = ParkedWords.objects.visible_to(reader).order_by("parked_at")
    parked = {one.place: one for one in waiting}
    page = ReviewPage(
        review,
        viewer=reader,
        urls=seat_of(reader).urls,
        before=confirming.open_round_before(
            share=share, reader=reader, came_back=returning.came_back(request, reader)
        ),
        parked=None if "saved" in request.GET else parked.get(REVIEW),
        checked="check" in request.GET,
    )
    context: dict[str, Any] = {"page": page, "share": share, "review": review, "reader": reader}
    if review.is_given:
        replies = Reply.objects.visible_to(reader).filter(share=share)
        context["talk"] = Talk(replies, parked.get(REPLY))
    outcome = request.GET.get("outcome", "")
    asked_outcome = page.is_checked and not outcome
    context |= {"outcome": outcome, "asked_outcome": asked_outcome}
    return context | {"operator": settings.OPERATOR}


def _closed(request: HttpRequest, reader: OutsideReader) -> HttpResponse:
    """Taken back, or over, while the browser was still theirs: their own words, no others."""
    own = OwnWords(
        reader.share,
        Review.objects.own_words_of(reader).filter(share=reader.share_id).first(),
        list(ParkedWords.objects.visible_to(reader)),
    )
    context = {"reader": reader, "own": own.text}
    return render(request, "journals/outside_closed.html", context, status=404)


@login_not_required
@require_POST
def outside_save(request: HttpRequest) -> HttpResponse:
    reader = outside.reading_at(request)
    if reader is None:
        return _not_at_it(request)
    confirming.keep_reading(reader=reader)
    return save_answer(request, seat_of(reader))


@login_not_required
@require_POST
def outside_reply(request: HttpRequest) -> HttpResponse:
    reader = outside.reading_at(request)
    kept = kept_for_another(request, REPLY, reader)
    if kept is not None or reader is None:
        return _not_at_it(request, kept)
    confirming.keep_reading(reader=reader)
    return reply_posted(request, seat_of(reader))


@login_not_required
@require_POST
def outside_acknowledge(request: HttpRequest) -> HttpResponse:
    """Say that it was read, after it had invited more: nothing of it can be lost."""
    reader = outside.reading_at(request)
    if reader is None:
        return again()
    confirming.keep_reading(reader=reader)
    try:
        reviewing.acknowledge(share_id=reader.share_id, reader=reader)
    except (InvalidMove, Share.DoesNotExist):  # pressed twice, or shut meanwhile
        return see_other("journals:outside_read")
    messages.success(request, _("Done. Your reader's mark stands beside it."))
    answer = see_other("journals:outside_read")
    return returning.sent_back(answer, reader, seat_of(reader).urls.page)


@login_not_required
@require_safe
def outside_state(request: HttpRequest) -> JsonResponse:
    """What the page's script may know. Asking is no sign of somebody being there."""
    reader = outside.reading_at(request)
    state = {
        "signed_in": reader is not None,
        "locked": False,
        "person": short(reader.pk) if reader else "",
        "csrf": get_token(request),
    }
    return JsonResponse(state)


def seat_of(reader: OutsideReader) -> Seat:
    page = reverse("journals:outside_read")
    urls = ReviewUrls(
        page=page,
        save=reverse("journals:outside_save"),
        reply=reverse("journals:outside_reply"),
        words=page,
        acknowledge=reverse("journals:outside_acknowledge"),
        state=reverse("journals:outside_state"),
        come_back=reverse("journals:outside_again"),
    )
    return Seat(reader, reader.share_id, urls)


def kept_for_another(request: HttpRequest, place: str, reader: OutsideReader | None) -> bool | None:
    """Keep a posted page for whom it was made for, if that is not who is here now."""
    binding = read_share_binding(request.POST.get("binding", ""))
    return rescued(request, binding.thing_id, place, reader) if binding else None


def _not_at_it(request: HttpRequest, kept: bool | None = None) -> HttpResponse:
    if is_fetch(request):
        answer = JsonResponse({"state": "signed-out"}, status=401)
        return marked_kept(answer) if kept else answer
    if kept is False:
        return not_kept(request, is_writers=False)
    if kept:
        said = _("You were away for a while. Show again that it is you, and look what is kept.")
    else:
        said = _("You were away for a while. Show again that it is you.")
    messages.warning(request, said)
    return again()
