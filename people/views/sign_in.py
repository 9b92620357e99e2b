"""The door: sign in and out, a forgotten password, a new one, and the open sessions.

Allauth's views with the house's forms. A refused sign-in answers 303 as well, so that no
mistyped password stays behind in the session files of a ward's browser.
"""

from typing import Any

from allauth.account import views
from allauth.account.forms import UserTokenForm
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from people import audit, devices, parking, sessions, stages
from people.access import asked_path, guards_entry, signed_in
from people.adapter import TOO_MANY
from people.forms.sign_in import NewPasswordForm, PasswordChangeForm, ResetAskForm, SignInForm


class SignIn(views.LoginView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/login.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer = self.request.GET.get("answer", "")
        return {**super().get_context_data(**kwargs), "answer": answer}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        with transaction.atomic():  # one wait for the disk instead of one for each row
            response: HttpResponse = super().form_valid(form)
            if self.request.user.is_authenticated:
                start_session(self.request, response, form.device_kind())
            else:
                stages.keep_device(self.request, form.device_kind())
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        answer = "wait" if form.has_error("__all__", TOO_MANY) else "no-match"
        query = {"answer": answer}
        if asked_path(self.request):
            query["next"] = asked_path(self.request)
        # What was typed is not shown again: the next one here may be somebody else, and a
        # password may have gone into the wrong box.
        return HttpResponseRedirect(f"{self.request.path}?{urlencode(query)}", status=303)


def start_session(request: HttpRequest, response: HttpResponse, device: str) -> None:
    """What follows every sign-in, by whichever page."""
    user = signed_in(request)
    sessions.begin(request, device)
    sessions.put_on_list(request)
    devices.remember(request, response, user)
    with transaction.atomic():
        audit.record(person=user, actor=user, action=audit.Action.SIGNED_IN)


class SignOut(views.LogoutView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/logout.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response.status_code = 303
        # Not "cookies": the device may stay known. The session itself is gone on the server.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordReset(views.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/password_reset.html"

    def get_form_class(self) -> type[ResetAskForm]:
        return ResetAskForm


class PasswordResetFromKey(views.PasswordResetFromKeyView):  # type: ignore[misc]
    template_name = "account/password_reset_from_key.html"

    @method_decorator(login_not_required)
    def dispatch(
        self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any
    ) -> HttpResponseBase:
        """Allauth's, but the token is sealed meanwhile, and nobody is signed out unasked."""
        opened = key != self.reset_url_key
        self.key = key if opened else parking.parked_token(request, uidb36)
        token = UserTokenForm(data={"uidb36": uidb36, "key": self.key})
        self.reset_user = token.reset_user if token.is_valid() else None
        if self.reset_user is None:
            return self._page(token_fail=True)
        if request.user.is_authenticated and request.user != self.reset_user:
            return self._page(someone_else=True)
        if opened:  # out of the address line, which goes into histories
            parking.park_token(request, self.reset_user, key)
            return HttpResponseRedirect(request.path.replace(key, self.reset_url_key))
        # Past allauth's own, which takes the token from the session in clear.
        page: HttpResponseBase = FormView.dispatch(self, request, uidb36, key, **kwargs)
        return page

    def _page(self, **context: bool) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(**context))
        return page

    def get_form_class(self) -> type[NewPasswordForm]:
        return NewPasswordForm

    def get_form(self, form_class: Any = None) -> NewPasswordForm:
        form: NewPasswordForm = _as_refused(self.request, super().get_form(form_class))
        return form

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:
        return _refused(self.request, form)


class PasswordChange(views.PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/password_change.html"
    success_url = reverse_lazy("people:security")

    def get_form_class(self) -> type[PasswordChangeForm]:
        return PasswordChangeForm

    @method_decorator(guards_entry)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_in(request).has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_default_success_url(self) -> str:
        return str(self.success_url)

    def get_form(self, form_class: Any = None) -> PasswordChangeForm:
        form: PasswordChangeForm = _as_refused(self.request, super().get_form(form_class))
        return form

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return _refused(self.request, form)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        sessions.end_sessions(signed_in(self.request), but=self.request.session)
        sessions.put_on_list(self.request)  # under its new name
        messages.success(
            self.request, _("Your password is changed. You are signed out everywhere else.")
        )
        return response


def _as_refused(request: HttpRequest, form: Any) -> Any:
    return form if form.is_bound else parking.unpark_form(request, form)


def _refused(request: HttpRequest, form: Any) -> HttpResponse:
    parking.park_form(request, form)
    return HttpResponseRedirect(request.path, status=303)


class SessionList(TemplateView):
    """Where this journal is open, with a button for each."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        rows = UserSession.objects.filter(user=signed_in(self.request), session_key__in=alive)
        return {
            **super().get_context_data(**kwargs),
            "sessions": list(rows.order_by("created_at")),
            "here": sessions.key_of(self.request.session),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user, current = signed_in(request), sessions.key_of(request.session)
        rows = UserSession.objects.filter(user=user).exclude(session_key=current)
        one = request.POST.get("end", "")
        if one != "others":
            rows = rows.filter(pk=int(one)) if one.isdecimal() and len(one) < 18 else rows.none()
        ended = list(rows)
        with transaction.atomic():
            for row in ended:
                row.end()
                audit.record(person=user, actor=user, action=audit.Action.SESSION_ENDED)
        if ended:
            messages.success(request, _("Signed out there."))
        return HttpResponseRedirect(reverse("usersessions_list"), status=303)
