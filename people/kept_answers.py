"""What answers a post whose words were kept, and one whose words could not be.

A script believes the header and nothing else: a redirect may come from anybody between.
"""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from people.access import is_fetch, see_other
from people.kept import fields_of

KEPT = "Reflect-Kept"

# Fields that no person types: what was pressed, chosen or shown, and what a script compares.
UNTYPED = re.compile(
    "do|parked|asked|operation|page|base|kind|part|to|outcome|revision|seen|looked|take"
    "|facilitator|line|into|(?:rows|base|was|answer|can)-.*"
)


def kept_at(request: HttpRequest, url: str) -> HttpResponse:
    """Words that are kept lead to where they are shown again; a script hears that they are."""
    answer = HttpResponse(status=204) if is_fetch(request) else see_other(url)
    return marked_kept(answer)


def marked_kept(answer: HttpResponse) -> HttpResponse:
    answer.headers[KEPT] = "1"
    return answer


def not_kept(request: HttpRequest, *, is_writers: bool, said: str = "") -> HttpResponse:
    """Say so, with the words to copy if the post itself proves that their writer sends it.

    The one answer to words that is no redirect: there is nowhere left to keep them.
    """
    if is_fetch(request):
        return JsonResponse({"state": "not-kept"}, status=409)
    words = _typed(request) if is_writers else []
    context = {"words": words, "said": said, "is_writers": is_writers}
    return render(request, "people/not_kept.html", context, status=409)


def answered(
    request: HttpRequest, kept: bool | None, url: str, *, is_writers: bool = False
) -> HttpResponse:
    return kept_at(request, url) if kept else not_kept(request, is_writers=is_writers)


def _typed(request: HttpRequest) -> list[str]:
    fields = fields_of(request.POST)
    named = (values for name, values in fields.items() if not UNTYPED.fullmatch(name))
    return [words for values in named for words in values if words.strip()]
