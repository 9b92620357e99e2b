"""A file that somebody takes: made, and written down in their trail; or why it was not made."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from people import audit
from people.access import see_other, signed_in
from portfolio.documents.files import REFUSALS


def taken(
    request: HttpRequest, of: tuple[str, str], pk: uuid.UUID, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """`of` is what the trail calls the thing, and what was done with it."""
    try:
        response = make()
    except tuple(REFUSALS) as error:
        messages.warning(request, str(REFUSALS[type(error)]))
        return see_other(request.get_full_path())
    person, (kind, action) = signed_in(request), of
    with transaction.atomic():
        audit.record(person=person, actor=person, action=action, object_type=kind, object_id=pk)
    return response
