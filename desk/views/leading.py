"""What a leader comes for. Open to everybody: each sees their own, and leading is no secret."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.leading import leading_of
from people.access import private_text, signed_in


@private_text
@require_safe
def leading(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/leading.html", {"leading": leading_of(signed_in(request))})
