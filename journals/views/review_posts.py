"""What a posted review page does, whoever its reader is: see docs/adr/0003-saving.md."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from journals import returning
from journals.binding import read_share_binding
from journals.merging import SaveBusyError, Saved, digest
from journals.models import MARKS, ParkedWords, Review, Share
from journals.pages import Posted, TornPageError, fields_to_park
from journals.review_pages import Viewer
from journals.review_parts import words_in
from journals.review_saving import part_of, save_review
from journals.services import own_words, reviewing
from journals.views.review_giving import give
from journals.views.seats import Seat, back_to, see_other
from people.kept_answers import not_kept

REVIEW, REPLY = ParkedWords.Place.REVIEW, ParkedWords.Place.REPLY


def rescued(
    request: HttpRequest, share_id: uuid.UUID, place: str, reader: Viewer | None
) -> bool | None:
    """Keep a page for its reader that nobody, or somebody else, brings: whether there was room.

    None for a page of whoever is here, and for one that does not show whose it is.
    """
    binding = read_share_binding(request.POST.get("binding", ""))
    if binding is None or binding.thing_id != share_id:
        return None
    if reader is not None and reader.pk == binding.person_id:
        return None
    return own_words.park_refused(
        reader_id=binding.person_id,
        share_id=share_id,
        place=place,
        fields=fields_to_park(request.POST),
    )


def save_answer(request: HttpRequest, seat: Seat) -> JsonResponse:
    """Save what a script posts of the page."""
    review = seat.review()
    try:
        posted = seat.page(review).read(request.POST)
    except TornPageError:
        return JsonResponse({"state": "torn"}, status=400)
    if not seat.bound(request):
        return JsonResponse({"state": "not-yours"}, status=403)
    try:
        saved = save_review(review_id=review.pk, reader=seat.viewer, save=posted.save)
    except Review.DoesNotExist as error:  # given, on this device or another
        raise Http404 from error
    except SaveBusyError:
        return JsonResponse({"state": "busy"}, status=503, headers={"Retry-After": "2"})
    if not posted.errors:
        unpark_words(request, review.share)
    return _acknowledged(seat, review, posted, saved)


def _acknowledged(seat: Seat, review: Review, posted: Posted, saved: Saved) -> JsonResponse:
    """The acknowledgement is the header: a captive portal's page must not read as "Saved"."""
    body: dict[str, Any] = {
        "revision": saved.revision,
        "saved": {
            part: digest(value)
            for part, value in posted.save.parts.items()
            if part not in saved.clashes
        },
        "clashes": _texts_elsewhere(review, saved.clashes, quotes=seat.is_open()),
        "errors": posted.errors,
        "notices": posted.notices,
    }
    if not seat.is_open():
        body["shut"] = shut_in_words(review.share)
    header = f"{posted.save.operation} {saved.revision}"
    return JsonResponse(body, headers={"Reflect-Saved": header})


def _texts_elsewhere(review: Review, parts: list[str], *, quotes: bool) -> dict[str, list[str]]:
    """The other texts; once the share is shut without the phrases, which are the writer's."""
    if not parts:
        return {}
    review.refresh_from_db(fields=["words"])
    texts = {part: words_in(part_of(review, part))[0 if quotes else 1 :] for part in parts}
    return {part: [line for line in said if line] for part, said in texts.items()}


def shut_in_words(share: Share) -> str:
    """For whoever has just saved something about it."""
    return f"{why_shut(share)} {_('What you wrote is kept for you.')}"


def why_shut(share: Share) -> str:
    if share.state == Share.State.WITHDRAWN:
        return _("Taken back by its writer.")
    return _("This has been closed since.")


def leads_back(
    act: Callable[[HttpRequest, Seat], HttpResponse],
) -> Callable[[HttpRequest, Seat], HttpResponse]:
    """For what is done with a posted page: to see that page again is not to open it anew."""

    @wraps(act)
    def marked(request: HttpRequest, seat: Seat) -> HttpResponse:
        answer = act(request, seat)
        if not answer.headers.get("Location", "").startswith(seat.urls.page):
            return answer  # to the next one, or to nobody's
        return returning.sent_back(answer, seat.viewer, seat.urls.page)

    return marked


@leads_back
def page_posted(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Save a whole posted page and do what was pressed. Always answers 303."""
    review = seat.review()
    try:
        posted = seat.page(review).read(request.POST)
        if not seat.bound(request):
            raise TornPageError
        saved = save_review(review_id=review.pk, reader=seat.viewer, save=posted.save)
    except Review.DoesNotExist:
        return _given_before(request, seat, review)
    except (TornPageError, SaveBusyError):
        if not keep_words(review, REVIEW, fields_to_park(request.POST)):
            return not_kept(request, is_writers=seat.bound(request))
        messages.error(request, _("Not saved. Your words are kept below: look, and save again."))
        return back_to(seat, request)
    if posted.errors:
        return _partly_saved(request, seat, posted, saved)
    unpark_words(request, review.share)
    for notice in posted.notices.values():
        messages.warning(request, notice)
    return _next_step(request, seat, posted, saved)


def _partly_saved(request: HttpRequest, seat: Seat, posted: Posted, saved: Saved) -> HttpResponse:
    """The rest is kept, with what is wrong with it."""
    fields = fields_to_park(request.POST, posted.save.without(saved.clashes), saved.revision)
    if not keep_words(seat.review(), REVIEW, fields):
        return not_kept(request, is_writers=True)
    for problem in {problem for said in posted.errors.values() for problem in said}:
        messages.error(request, problem)
    return back_to(seat, request, next(iter(posted.errors)))


def keep_words(review: Review, place: str, fields: dict[str, list[str]]) -> bool:
    return own_words.park_own(share=review.share, place=place, fields=fields)


def _given_before(request: HttpRequest, seat: Seat, review: Review) -> HttpResponse:
    """Given already. A second press says nothing new; other words are kept and shown."""
    asked = [part for part in request.POST.getlist("asked") if part not in MARKS]
    said = {part for part in asked if _differs(review, part, request)}
    if not said:
        messages.info(request, _("This was given before. Nothing was sent twice."))
    elif keep_words(review, REVIEW, fields_to_park(request.POST)):
        messages.warning(
            request, _("This was given before. What you wrote since then is kept below.")
        )
    else:
        said_so = _("This was given before, and there is no room to keep what you wrote since.")
        return not_kept(request, is_writers=seat.bound(request), said=said_so)
    return back_to(seat, request)


def _differs(review: Review, part: str, request: HttpRequest) -> bool:
    posted = (request.POST.get(f"quote-{part}", ""), request.POST.get(f"words-{part}", ""))
    kept = words_in(part_of(review, part))
    return [text.split() for text in posted] != [text.split() for text in kept]


def _next_step(request: HttpRequest, seat: Seat, posted: Posted, saved: Saved) -> HttpResponse:
    if not seat.is_open():
        messages.warning(request, shut_in_words(seat.review().share))
        return see_other(seat.urls.words)
    if saved.clashes:
        messages.warning(
            request, _("Part of this was also changed somewhere else. Both texts are kept.")
        )
        return back_to(seat, request, saved.clashes[0])
    do, _colon, what = request.POST.get("do", "save").partition(":")
    if do in ("give", "give-next"):
        return give(request, seat, and_next=do == "give-next")
    if do in ("use", "drop"):
        return _settle(request, seat, what, use=do == "use")
    messages.success(request, _("Saved. Nobody sees it until you give it."))
    return back_to(seat, request, f"more-{what}" if do == "another" else "")


def _settle(request: HttpRequest, seat: Seat, what: str, *, use: bool) -> HttpResponse:
    page, _slash, part = what.partition("/")
    review = seat.review()
    settled = reviewing.settle_clash(
        review_id=review.pk, reader=seat.viewer, part=part, page=page, use=use
    )
    if settled:
        messages.success(request, _("Done. One text is left."))
    return back_to(seat, request, part if settled else "")


def unpark_words(request: HttpRequest, share: Share) -> None:
    shown, asked = request.POST.getlist("parked"), request.POST.getlist("asked")
    if shown:
        own_words.unpark(share=share, shown=shown, asked=asked)
