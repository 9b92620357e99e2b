"""One's own progress in pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import private_text, signed_in
from portfolio.pictures import picture_of


@private_text
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    return render(request, "portfolio/picture.html", {"picture": picture_of(signed_in(request))})
