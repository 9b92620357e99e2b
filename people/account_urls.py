"""The pages of allauth that are used, under the names that it reverses. There are no others.

Left out: sign-up (people come by invitation), its e-mail pages (people:addresses), codes
by mail, and asking again for the password (it would keep whole posts in the session row;
forms that need the password ask for it themselves).
Its second steps are ours altogether (docs/adr/0005-second-steps.md).
"""

from allauth.account import views
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

from people.views import second_step, sign_in

# Django's form views take a PUT for a POST, and answer OPTIONS.
pages = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", pages(sign_in.SignIn.as_view()), name="account_login"),
    path("second-step/", second_step.second_step, name="account_second_step"),
    path("second-step/lost/", second_step.second_step_lost, name="account_second_step_lost"),
    path("out/", pages(sign_in.SignOut.as_view()), name="account_logout"),
    path("paused/", pages(views.account_inactive), name="account_inactive"),
    path("forgotten/", pages(sign_in.PasswordReset.as_view()), name="account_reset_password"),
    path("forgotten/sent/", pages(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        pages(sign_in.PasswordResetFromKey.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "forgotten/done/",
        pages(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("password/", pages(sign_in.PasswordChange.as_view()), name="account_change_password"),
    path("sessions/", pages(sign_in.SessionList.as_view()), name="usersessions_list"),
]
