"""What Give does with a posted review page that is saved."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journals.models import InvalidMove, Review, Share
from journals.queue import next_waiting
from journals.review_marks import between_now
from journals.review_parts import unseen_parts
from journals.services import reviewing
from journals.views.seats import Seat, back_to, see_other
from people.models import User


def give(request: HttpRequest, seat: Seat, *, and_next: bool) -> HttpResponse:
    review = seat.review()
    outcome = request.POST.get("outcome", "")
    if part := _not_settled(request, review):
        return back_to(seat, request, part)
    try:
        if outcome not in Review.GIVEN_WITH_WORDS:
            raise reviewing.NotGivenError({"outcome": reviewing.MISSING})
        reviewing.give_review(
            share_id=seat.share_id, reader=seat.viewer, outcome=outcome, revision=review.revision
        )
    except reviewing.NotGivenError:
        return back_to(seat, request, "problems", check="1")
    except (InvalidMove, Share.DoesNotExist):  # taken back, or given elsewhere, just now
        messages.warning(request, _("This could not be given any more. What you wrote is kept."))
        return see_other(seat.urls.page if seat.is_open() else seat.urls.words)
    name = str(review.share.author)
    messages.success(request, _("Given. %(name)s can read it now.") % {"name": name})
    return _to_the_next(request, seat, review) if and_next else see_other(seat.urls.page)


def _to_the_next(request: HttpRequest, seat: Seat, review: Review) -> HttpResponse:
    """At its heading, so that a keyboard goes on from there."""
    if not isinstance(seat.viewer, User):
        return see_other(seat.urls.page)
    _left, share = next_waiting(seat.viewer, review.share)
    if share is None:
        messages.success(request, _("That was the last one. Nobody waits for you."))
        return see_other(reverse("journals:review_list"))
    return see_other(f"{reverse('journals:review_write', args=[share.pk])}#account")


def _not_settled(request: HttpRequest, review: Review) -> str:
    """A part of which this page did not show what would be given."""
    what = between_now(review.share)
    if waiting := [one["part"] for one in review.clashes if one["part"] in what]:
        messages.warning(request, _("Two texts wait for you to choose. Then give it."))
        return str(waiting[0])
    if unseen := unseen_parts(review, request.POST, what):
        messages.warning(
            request,
            _("Some of this was changed on another device. Look at it once more, then give it."),
        )
        return sorted(unseen)[0]
    return ""
