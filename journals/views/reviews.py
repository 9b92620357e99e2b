"""The supervisor's side of a share: reading it, saying something, and the talk after."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journals import returning
from journals.models import InvalidMove, ParkedWords, Reply, Review, Share
from journals.queue import next_waiting
from journals.review_marks import between, between_marks
from journals.review_pages import ReviewPage, ReviewUrls, Talk
from journals.services import reviewing, sharing, talking
from journals.views import reply_posts, review_posts
from journals.views.review_posts import REPLY, REVIEW, rescued
from journals.views.seats import Seat, see_other
from people.access import on_refusal, private_text, reads_others, signed_in
from people.kept_answers import answered
from people.models import User


def urls_of(share_id: uuid.UUID) -> ReviewUrls:
    def url(name: str) -> str:
        return reverse(f"journals:{name}", args=[share_id])

    words = reverse("journals:review_words")
    return ReviewUrls(
        page=url("review_write"),
        save=url("review_save"),
        reply=url("review_reply"),
        acknowledge=url("review_acknowledge"),
        words=words,
        erase=words,
        talk=url("review_talk"),
    )


def _seat(request: HttpRequest, share_id: uuid.UUID) -> Seat:
    return Seat(signed_in(request), share_id, urls_of(share_id))


def park_review(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    reader = request.user if isinstance(request.user, User) else None
    return rescued(request, pk, REVIEW, reader)


def park_reply(request: HttpRequest, pk: uuid.UUID) -> bool | None:
    reader = request.user if isinstance(request.user, User) else None
    return rescued(request, pk, REPLY, reader)


@on_refusal(park_review)
@private_text
@reads_others
@require_http_methods(["GET", "HEAD", "POST"])
def review_write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        if (kept := park_review(request, pk)) is not None:
            return answered(request, kept, request.path)  # not found, for this person
        return review_posts.page_posted(request, _seat(request, pk))
    user = signed_in(request)
    if request.method == "HEAD":  # whoever asks for no words has not opened any
        get_object_or_404(Share.objects.open_to(user), pk=pk)
        return HttpResponse()
    try:
        came_back = returning.came_back(request, user)
        share = sharing.open_share(share_id=pk, reader=user, came_back=came_back)
        context = _context(request, share, user)
    except (Share.DoesNotExist, Review.DoesNotExist) as error:  # the second: just now
        raise Http404 from error
    return returning.arrived(request, render(request, "journals/review_write.html", context))


def _context(request: HttpRequest, share: Share, user: User) -> dict[str, object]:
    review = Review.objects.visible_to(user).annotate(**between_marks("share")).get(share=share)
    review.share = share
    rows = ParkedWords.objects.visible_to(user).filter(share=share).order_by("parked_at")
    parked = {one.place: one for one in rows}  # the newest of each
    shown = None if "saved" in request.GET else parked.get(REVIEW)
    page = ReviewPage(
        review,
        viewer=user,
        urls=urls_of(share.pk),
        before=sharing.open_round_before(
            share=share, reader=user, came_back=returning.came_back(request, user)
        ),
        parked=shown,
        checked="check" in request.GET,
        between=between(review),
    )
    context: dict[str, object] = {"page": page, "share": share, "review": review}
    context["left"], context["next"] = next_waiting(user, share)
    if review.is_given:
        context["talk"] = Talk(
            Reply.objects.visible_to(user).filter(share=share), parked.get(REPLY)
        )
    return context | _outcome(request, page)


def _outcome(request: HttpRequest, page: ReviewPage) -> dict[str, object]:
    """What was chosen before Give was refused."""
    chosen = request.GET.get("outcome", "")
    return {"outcome": chosen, "asked_outcome": page.is_checked and not chosen}


@private_text
@reads_others
@require_POST
def review_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return review_posts.save_answer(request, _seat(request, pk))


@on_refusal(park_reply)
@private_text
@reads_others
@require_POST
def review_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if (kept := park_reply(request, pk)) is not None:
        return answered(request, kept, urls_of(pk).page)
    return reply_posts.reply_posted(request, _seat(request, pk))


@private_text
@reads_others
@require_POST
def review_acknowledge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    share = get_object_or_404(Share.objects.open_to(user), pk=pk)
    try:
        reviewing.acknowledge(share_id=share.pk, reader=user)
    except (InvalidMove, Share.DoesNotExist):
        messages.info(request, _("Nothing was left to acknowledge here."))
    else:
        messages.success(request, _("Acknowledged."))
    page = urls_of(pk).page
    return returning.sent_back(see_other(page), user, page)


@private_text
@reads_others
@require_POST
def review_talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put it on the list of the pair's next session."""
    user = signed_in(request)
    share = get_object_or_404(Share.objects.open_to(user), pk=pk)
    try:
        added = talking.talk_in_person(share_id=share.pk, reader=user)
    except (InvalidMove, Share.DoesNotExist):  # between peers, or taken back just now
        messages.info(request, _("This cannot be put on a list."))
    else:
        stands = _("It stands on the list of your next session already.")
        messages.success(request, _("It is on the list of your next session.") if added else stands)
    page = urls_of(pk).page
    return returning.sent_back(see_other(page), user, page)
