"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.home import writers_home
from desk.reviewing import reviewing_part
from desk.waiting import waiting_for
from people.access import signed_in


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    # Not marked private_text: while a reset waits this page says so, and shows nothing else.
    person = signed_in(request)
    reviewing = reviewing_part(person, request.session)
    context = {
        "home": writers_home(person),
        "reviewing": reviewing,
        "waiting": waiting_for(person, request.session),
    }
    return render(request, "desk/home.html", context)
