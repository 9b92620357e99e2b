"""What went in the very moment in which something was done with it."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase

from journals.models import Entry
from people.access import View, signed_in
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import Attachment, AttachmentPart, Cycle, ReflectiveAccount

_GONE: tuple[type[ObjectDoesNotExist], ...] = (
    Attachment.DoesNotExist,
    AttachmentPart.DoesNotExist,
    Cycle.DoesNotExist,
    Entry.DoesNotExist,
    ReflectiveAccount.DoesNotExist,
    *(log.model.DoesNotExist for log in LOGS.values()),
)


def gone_is_404(view: View) -> View:
    """As of what was gone before. Of a whole journal that is erased, the desk tells."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except _GONE as error:
            user = signed_in(request)
            if User.objects.filter(pk=user.pk, key_holder=user.key_holder_id).exists():
                raise Http404 from error
            raise

    return cast(View, guarded)
