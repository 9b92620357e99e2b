"""What a leader comes for. Open to everybody: each sees their own, and leading is no secret."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.leading import leading_of
from desk.waiting import asked_of
from people.access import private_text, signed_in


@private_text
@require_safe
def leading(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    context = {"leading": leading_of(person), "asked": asked_of(person)}
    return render(request, "desk/leading.html", context)
