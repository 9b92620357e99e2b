"""Pages that anybody may read: who can read what, and how that is checked."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.rules import access_table


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "operator": settings.OPERATOR,
        "bin_days": settings.BIN_TIME.days,
        "key_is_beside": settings.PROFILE_IS_EMBEDDED,
    }
    return render(request, "desk/privacy.html", context)


@login_not_required
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/trust.html", {"table": access_table()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accessibility.html", {"operator": settings.OPERATOR})
