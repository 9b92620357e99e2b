"""What of a promise goes over to who takes it, and how a page names what it showed of it."""

from __future__ import annotations

import json

from people.tokens import digest
from promises.models import Promise


def digest_of(promise: Promise) -> str:
    """What was shown: who accepts takes over this and nothing that was put there since."""
    shown = [promise.what, promise.to_role, promise.due_on and promise.due_on.isoformat()]
    return digest("promise-offer", json.dumps([promise.pk.hex, *shown]))
