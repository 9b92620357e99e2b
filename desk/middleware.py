"""What the desk does around each answer: a closed journal, a download that began."""

import re
from collections.abc import Callable

from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from people.access import is_fetch
from people.models import User
from vault.errors import SealError

TOKEN = re.compile(r"[0-9a-f-]{36}")  # as a page makes one: nothing else goes into a header


class ClosedForErasing:
    """A journal whose days of grace are over is closed, also before it has been erased."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and user.erase_after and user.erase_after <= timezone.now():
            return _closed(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A request that was under way when the rows under it went is told so, calmly."""
        if not isinstance(error, ObjectDoesNotExist | IntegrityError | SealError):
            return None
        user = request.user
        if not isinstance(user, User):
            return None
        same = User.objects.filter(pk=user.pk, key_holder=user.key_holder_id)
        return None if same.exists() else _closed(request)


def _closed(request: HttpRequest) -> HttpResponse:
    logout(request)
    if is_fetch(request):
        return JsonResponse({"state": "signed-out"}, status=401)
    return render(request, "desk/being_erased.html", status=403)


class SaysThatItBegan:
    """Tells the page that asked that its file is on its way: static/js/download.js.

    A download leaves the page as it is, and nothing but a cookie reaches a script then.
    """

    FIELD = "download-begun"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and response.get("Content-Disposition"):
            token = request.POST.get(self.FIELD, "")
            if TOKEN.fullmatch(token):
                name = f"{self.FIELD}-{token}"  # another tab may wait for its own
                secure = request.is_secure()
                response.set_cookie(name, "1", max_age=60, secure=secure, samesite="Strict")
        return response
