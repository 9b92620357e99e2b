"""Between the password and being signed in: the second step, of whoever has one.

Until it is taken the session counts as nobody's. Its row notes whose password was given,
for a quarter of an hour.
"""

from typing import Any

from allauth.account.app_settings import LOGIN_TIMEOUT
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from people import factors, sessions
from people.models import User
from people.services.factors import go_without


class SecondStep(LoginStage):  # type: ignore[misc]  # allauth has no types
    key = "second_step"
    urlname = "account_second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if not isinstance(user, User) or not factors.has_factor(user) or go_without(user=user):
            return None, True
        # What allauth would note of the sign-in holds the address.
        self.login.email = None
        for name in sessions.ALLAUTHS:
            self.request.session.pop(name, None)
        self.state["password"] = user.get_session_auth_hash()
        # Whoever set this browser's cookie before must not get in beside its owner.
        self.request.session.cycle_key()
        return HttpResponseRedirect(reverse(self.urlname)), True


def pending(request: HttpRequest) -> Any:
    """The stage of who gave the password here and must still take the second step, or None."""
    stage = LoginStageController.enter(request, SecondStep.key)
    if stage is None:
        return None
    user = stage.login.user
    if (
        isinstance(user, User)
        and user.is_active
        and constant_time_compare(stage.state.get("password", ""), user.get_session_auth_hash())
    ):
        return stage
    clear_login(request)  # suspended since, or another password
    return None


def keep_device(request: HttpRequest, device: str) -> None:
    """Keep what was said on the page with the password, if there is a second page."""
    if LOGIN_SESSION_KEY in request.session:
        request.session["coming_on"] = device
        request.session.set_expiry(LOGIN_TIMEOUT)
