"""Who posts about a share, and where that leads."""

import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from journals.binding import read_share_binding
from journals.models import Review, Share
from journals.review_pages import ReviewPage, ReviewUrls, Viewer
from journals.review_saving import is_part
from people.binding import Binding


@dataclass(frozen=True)
class Seat:
    """Who posts, about which share, and where their pages are."""

    viewer: Viewer
    share_id: uuid.UUID
    urls: ReviewUrls

    def review(self) -> Review:
        """The reader's own words, also where the share is shut for them since; or 404."""
        rows = Review.objects.own_words_of(self.viewer)
        joined = rows.select_related("key_holder", "share__author", "share__key_holder")
        return get_object_or_404(joined, share=self.share_id)

    def is_open(self) -> bool:
        return Share.objects.visible_to(self.viewer).filter(pk=self.share_id).exists()

    def page(self, review: Review) -> ReviewPage:
        return ReviewPage(review, viewer=self.viewer, urls=self.urls)

    def bound(self, request: HttpRequest) -> bool:
        binding = read_share_binding(request.POST.get("binding", ""))
        return binding == Binding(self.viewer.pk, self.share_id)


def back_to(seat: Seat, request: HttpRequest, place: str = "", **query: str) -> HttpResponse:
    """The page again, at a place on it, with the outcome that was chosen."""
    outcome = request.POST.get("outcome", "")
    if outcome in Review.GIVEN_WITH_WORDS:
        query["outcome"] = outcome
    url = f"{seat.urls.page}?{urlencode(query)}" if query else seat.urls.page
    if is_part(place):
        place = f"question-{place}"
    if re.fullmatch(r"[a-z][a-z0-9_-]*", place):
        url += f"#{place}"
    return see_other(url)


def see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
