"""Coming back to a share's page by one's own save, which is not opening it anew.

Without a script each save answers 303 to the page that it came from, and the writer's trail
would fill with openings that were none. So the answer to a save leaves a mark; the page that
is asked for next takes it away, and whatever else asks for the page opens the share.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from journals.review_pages import Viewer
from vault.ids import short

COOKIE = "came-back"
SALT = "journals.returning"
LASTS = timedelta(minutes=1)


def sent_back(answer: HttpResponse, viewer: Viewer, page: str) -> HttpResponse:
    """`answer` is to what the viewer posted from `page`, and leads there."""
    answer.set_cookie(
        COOKIE,
        signing.dumps([short(viewer.pk), page], salt=SALT),
        max_age=LASTS,
        path=page,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return answer


def came_back(request: HttpRequest, viewer: Viewer) -> bool:
    try:
        mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    return bool(mark == [short(viewer.pk), request.path])


def arrived(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page itself: a mark is good once."""
    if COOKIE in request.COOKIES:
        answer.delete_cookie(COOKIE, path=request.path, samesite="Lax")
    return answer
