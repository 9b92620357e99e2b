"""Which parts of a cycle's code its owner's writing touches."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.access import private_text, signed_in
from portfolio.coverage import coverage_of
from portfolio.models import Cycle


@private_text
@require_safe
def coverage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    own = Cycle.objects.visible_to(request.user).select_related("framework")
    cycle = get_object_or_404(own, pk=pk)
    context = {"cycle": cycle, "coverage": coverage_of(cycle, signed_in(request))}
    return render(request, "portfolio/coverage.html", context)
