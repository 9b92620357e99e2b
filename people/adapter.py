"""Where the house's rules stand in for allauth's own: closed sign-up, limits, redirects."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people import limits, sessions
from people.access import is_own_path
from people.models import User, address_key

log = logging.getLogger("people.sign_in")

TOO_MANY = "too_many_login_attempts"


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That address and password do not go together."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        TOO_MANY: _("Too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        # Pages only: allauth's JSON answers would be a second, untested way in.
        return False

    def is_safe_url(self, url: str) -> bool:
        return is_own_path(url)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        # Our pages say what happened; a message for nobody would make a session row.
        return None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        # people.mail announces, to every address on file.
        return None

    def get_login_stages(self) -> list[str]:
        return ["people.stages.SecondStep"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if isinstance(user, User) and user.welcomed_at is None:
            return reverse("people:welcome")
        return resolve_url("desk:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            address: str = super().get_client_ip(request)
        except PermissionDenied:
            return "0.0.0.0"  # noqa: S104  a proxy on a socket, which names nobody
        return address

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Allauth's, with the house's limits for its own, which would refuse a whole ward."""
        address = str(credentials.get("email", ""))
        taken = limits.take_sign_in(request, address, self.get_client_ip(request))
        if taken is None:
            log.warning("Too many tries to sign in (%s).", _tag(address))
            raise self.validation_error(TOO_MANY)
        AuthenticationBackend.unstash_authenticated_user()
        user = authenticate(request, **credentials)
        user = user or AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            log.warning("A sign-in failed (%s).", _tag(address))
            return None
        limits.give_back(taken)
        return user if isinstance(user, User) else None

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password again, of the person who is signed in here."""
        session = context.request.session
        who = (user.pk.hex, sessions.key_of(session))
        taken = limits.take_again(*who)
        if taken is not None and user.check_password(password):
            limits.right_again(taken, *who)
            return True
        if limits.is_full(limits.PASSWORD_AGAIN_IN_A_ROW, *who):
            sessions.finish(session)
        if taken is None:
            raise self.validation_error(TOO_MANY)
        return False


def _tag(address: str) -> str:
    """Enough to see in the log that it is the same address again, and no more."""
    return limits.PERSON_ELSEWHERE.key("log", address_key(address))[:12]
