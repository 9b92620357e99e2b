"""What a leader has chosen for the page for staff, and whether exactly that was looked at.

Kept in the session: what is chosen is for this showing, and no word of it stands there.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable

from django.http import HttpRequest

from people.access import signed_in
from people.models import User
from promises.models import Promise, State
from promises.stoplight import Line, candidates, in_order, line_of
from vault import sealing
from vault.ids import from_short, short

SESSION = "stoplight"  # {"ids": […], "seen": …}: ids, and a keyed digest of what was looked at
MOST = 30  # on one page


def choose(request: HttpRequest, ids: Iterable[str]) -> bool:
    """Keep which are chosen, in the session. Says whether any is."""
    own = {short(promise.pk) for promise in candidates(signed_in(request))}
    chosen = [id for id in dict.fromkeys(ids) if id in own][:MOST]
    request.session[SESSION] = {"ids": chosen, "seen": ""}
    return bool(chosen)


def chosen_ids(request: HttpRequest) -> list[uuid.UUID]:
    stored = request.session.get(SESSION, {})
    return [from_short(id) for id in stored.get("ids", [])]


def chosen_lines(request: HttpRequest) -> list[Line]:
    """The chosen ones that are still on the list, in the order of the page."""
    ids = chosen_ids(request)
    own = Promise.objects.visible_to(request.user).exclude(state=State.HANDED)
    found = own.select_related("key_holder").in_bulk(ids)
    return in_order(line_of(found[id]) for id in ids if id in found)


def mark_looked_at(request: HttpRequest, lines: list[Line]) -> None:
    stored = request.session.get(SESSION, {})
    request.session[SESSION] = stored | {"seen": _digest(signed_in(request), lines)}


def was_looked_at(request: HttpRequest, lines: list[Line]) -> bool:
    """Whether exactly this was looked at: words changed since want another look."""
    seen = request.session.get(SESSION, {}).get("seen", "")
    return bool(lines) and seen == _digest(signed_in(request), lines)


def _digest(person: User, lines: list[Line]) -> str:
    # Keyed: whoever reads the table of sessions cannot try words against it.
    shown = [[line.id, line.light.key, line.what, line.why] for line in lines]
    text = json.dumps(shown, ensure_ascii=False).encode()
    return sealing.mac(person.key_holder_id, b"promises|stoplight", text).hex()
