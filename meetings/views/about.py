"""Two pages to print: how to ask for fifteen minutes, and words for hard moments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def first_time(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/first_time.html")


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/script.html")
