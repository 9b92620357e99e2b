"""Sessions in the database, under a digest of the cookie, and a lock that always wins.

Whoever gets hold of a copy of the table has no cookie: the row is named by a digest of it.
Django reads a session at the start of a request and writes the whole of it back at the
end, so a slow request would undo a lock that came meanwhile: a save looks once more.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.db import transaction
from django.utils import timezone


def row_key(cookie: str) -> str:
    """The name of a cookie's row: 160 bits, which is what the column holds."""
    return hashlib.sha256(f"reflect session\x1f{cookie}".encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """`session_key` is the cookie's value; only `row_key(session_key)` reaches the database."""

    came_locked = False

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        self.came_locked = bool(data.get("locked"))
        return data

    def _get_session_from_db(self) -> Any:
        row = self.model.objects.filter(**self._row(), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
        else:
            with transaction.atomic():
                self._keep_lock()
                super().save()
        self.came_locked = bool(self.get("locked"))

    def cycle_key(self) -> None:
        with transaction.atomic():
            self._keep_lock()
            super().cycle_key()

    def _keep_lock(self) -> None:
        """Take over a lock that came after this session was read. Only who saw it opens it."""
        if self.session_key is None or self.came_locked:
            return
        rows = self.model.objects.select_for_update().filter(**self._row())
        stored = rows.values_list("session_data", flat=True).first()
        if stored and self.decode(stored).get("locked"):
            self["locked"] = True

    def _row(self) -> dict[str, str]:
        return {"session_key": row_key(self.session_key or "")}

    # These two are given a cookie by Django, and the name of a row by allauth's list. A row's
    # name is no way in: load() takes only cookies.
    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key__in=_names(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        if session_key is not None:
            self.model.objects.filter(session_key__in=_names(session_key)).delete()
        elif self.session_key is not None:
            self.model.objects.filter(**self._row()).delete()


def _names(key: str) -> list[str]:
    return [row_key(key), key]
