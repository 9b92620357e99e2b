"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.home import writers_home
from people.access import signed_in


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    # Not marked private_text: while a reset waits this page says so, and shows nothing else.
    return render(request, "desk/home.html", {"home": writers_home(signed_in(request))})
