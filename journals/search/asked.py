"""What a person looks for, from the form to the pages of what was found: sealed, and in no URL.

It lies in their session, under their own key, and goes when the session does.
"""

import base64
import json
import time

from django.http import HttpRequest, QueryDict

from people.access import signed_in
from vault import sealing
from vault.errors import SealError

FIELDS = ("words", "programme", "practice", "standard", "since", "until")
LONGEST = 1000  # of one field as it is kept; what is longer is refused when it is read
KEPT_FOR = 60 * 60  # seconds
_NAME, _CONTEXT = "search", b"journals|search"


def keep(request: HttpRequest) -> None:
    """In the place of what was looked for before. Nothing typed or chosen: nothing is kept."""
    # What cannot be stored as text, half of a pair of surrogates, is nothing to look for.
    fields = {
        name: request.POST.get(name, "")[: LONGEST + 1].encode(errors="replace").decode()
        for name in FIELDS
    }
    forget(request)
    if request.POST.get("do") == "clear" or not any(value.strip() for value in fields.values()):
        return
    sealed = sealing.seal(signed_in(request).key_holder_id, _CONTEXT, json.dumps(fields).encode())
    request.session[_NAME] = {"at": time.time(), "sealed": base64.b64encode(sealed).decode()}


def forget(request: HttpRequest) -> None:
    request.session.pop(_NAME, None)


def kept(request: HttpRequest) -> QueryDict | None:
    """As it was posted; None if nothing is looked for."""
    held = request.session.get(_NAME)
    if not held or not 0 <= time.time() - held["at"] < KEPT_FOR:
        return None
    try:
        plain = sealing.open_sealed(
            signed_in(request).key_holder_id, _CONTEXT, base64.b64decode(held["sealed"])
        )
    except SealError:
        return None
    data = QueryDict(mutable=True)
    data.update(json.loads(plain))
    return data
