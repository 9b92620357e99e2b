"""What a posted turn of the talk does, whoever the reader is that adds it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journals.models import InvalidMove, Review, Share
from journals.pages import fields_to_park
from journals.services import reviewing
from journals.views.review_posts import (
    REPLY,
    keep_words,
    leads_back,
    unpark_words,
    why_shut,
)
from journals.views.seats import Seat, see_other
from people import limits
from people.kept_answers import kept_at, not_kept
from people.models import User
from prompts.kinds import WordsField


@leads_back
def reply_posted(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Add the reader's turn to the talk. What cannot be added is kept and shown again."""
    review = seat.review()
    text, problem = _reply_in(request)
    problem = _hindrance(request, seat, review) or problem
    keeps = request.POST.get("do") == "keep"  # static/js/keeps.js, before the page locks
    if not problem and not keeps:
        try:
            reviewing.add_reply(share_id=seat.share_id, by=seat.viewer, kind="answer", text=text)
        except (InvalidMove, Share.DoesNotExist):  # taken back just now
            problem = why_shut(review.share)
        else:
            unpark_words(request, review.share)
            messages.success(request, _("Added."))
            return see_other(f"{seat.urls.page}#talk")
    if text and not keep_words(review, REPLY, fields_to_park(request.POST)):
        no_room = _("There is no room to keep your words.")
        said = f"{problem} {no_room}".strip()
        return not_kept(request, is_writers=seat.bound(request), said=said)
    if problem:
        kept = _("Your words are kept below.") if text else ""
        messages.error(request, f"{problem} {kept}".strip())
    return kept_at(request, f"{seat.urls.page}#talk" if seat.is_open() else seat.urls.words)


def _reply_in(request: HttpRequest) -> tuple[str, str]:
    """What was written, and what is wrong with it."""
    text = request.POST.get("text", "")
    try:
        cleaned = WordsField(limit=reviewing.LONGEST).clean(text)
    except ValidationError as error:
        return text, " ".join(error.messages)
    return cleaned, "" if cleaned else _("Nothing was added: there are no words yet.")


def _hindrance(request: HttpRequest, seat: Seat, review: Review) -> str:
    """Why no reply can be added here and now, whatever its words."""
    if not seat.is_open():
        return why_shut(review.share)
    outside = not isinstance(seat.viewer, User)
    if outside and limits.take(limits.OUTSIDE_REPLIES, seat.viewer.pk.hex) is None:
        return _("Not added: that is enough for one day.")
    if not seat.bound(request):
        return _("Not added: please look at it, and add it again.")
    return "" if review.is_given else _("Not added: give what you noticed first.")
