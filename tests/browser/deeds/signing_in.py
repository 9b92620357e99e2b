"""Sessions in every state, and second steps."""

import time
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client

from people import totp
from tests.browser.deeds.rows import user_of
from tests.conftest import open_session
from tests.makers import SECRET, make_factor
from vault.ids import short


def session(id: str, device: str = "shared", *, factor: bool = False) -> str:
    """The cookie of a new session; with a second step taken, if asked for."""
    client = open_session(Client(), user_of(id), device, factor=factor)
    return client.cookies["sessionid"].value


def factor(id: str, **fields: Any) -> str:
    """A second step: an app with codes, unless told otherwise."""
    return short(make_factor(user_of(id), **fields).pk)


def code_of_app(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows. Never one that is about to change."""
    if totp.PERIOD - time.time() % totp.PERIOD < 5:
        time.sleep(6)
    return totp.code_at(secret, totp.step_now() + steps)


def unprove(id: str) -> None:
    """As if the password had been given an hour ago."""
    for row in Session.objects.all():
        data = row.get_decoded()
        if data.get("_auth_user_id") == str(user_of(id).pk):
            data.pop("proved_at", None)
            row.session_data = Session.objects.encode(data)
            row.save()


def end_sessions(id: str) -> None:
    for row in Session.objects.all():
        if row.get_decoded().get("_auth_user_id") == str(user_of(id).pk):
            row.delete()


def age_sessions(id: str, seconds: int) -> None:
    """As if the person had not been there for a while."""
    for row in Session.objects.all():
        data = row.get_decoded()
        if data.get("_auth_user_id") == str(user_of(id).pk):
            data["seen"] -= seconds
            data["began"] -= seconds
            row.session_data = Session.objects.encode(data)
            row.save()


def lock_sessions(id: str) -> None:
    """As by the key that hides the page."""
    for row in Session.objects.all():
        data = row.get_decoded()
        if data.get("_auth_user_id") == str(user_of(id).pk):
            row.session_data = Session.objects.encode(data | {"locked": True})
            row.save()
