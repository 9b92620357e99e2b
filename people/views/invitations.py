"""The link of an invitation: a new person opens a journal, a known one says yes or no."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people import parking, sessions
from people.access import signed_in
from people.forms.person import InvitationForm
from people.models import Invitation, User
from people.services import invitations
from people.views.sign_in import start_session


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.open_invitation(token)
    if invitation is None:
        return render(request, "people/invitation_accept.html", {"answer": "late"})
    if request.user.is_authenticated:
        return _as_member(request, invitation)
    if User.objects.with_address(invitation.address) is not None:
        # Known only to whoever holds the link, and so the mailbox.
        context = {"answer": "sign-in", "next": request.path, "invitation": invitation}
        return render(request, "people/invitation_accept.html", context)
    form = InvitationForm(
        request.POST or None,
        initial={"display_name": invitation.name, "address": invitation.address},
    )
    if request.method == "POST":
        return _as_new(request, invitation, form)
    context = {"form": parking.unpark_form(request, form), "invitation": invitation}
    return render(request, "people/invitation_accept.html", {**context, "answer": "new"})


def _as_new(request: HttpRequest, invitation: Invitation, form: InvitationForm) -> HttpResponse:
    if not form.is_valid():
        parking.park_form(request, form)
        return HttpResponseRedirect(request.path, status=303)
    try:
        user = invitations.accept_as_new(
            invitation=invitation,
            name=form.cleaned_data["display_name"],
            password=form.cleaned_data["password"],
        )
    except invitations.NotYoursError:
        user = None
    if user is None:
        return HttpResponseRedirect(request.path, status=303)
    adapter = get_adapter()
    adapter.login(request, user)
    response = HttpResponseRedirect(reverse("people:welcome"), status=303)
    start_session(request, response, form.device_kind())
    sessions.begin_newcomer(request.session, user)
    return response


def _as_member(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Joining needs the yes of the person whose journal it is, signed in."""
    user = signed_in(request)
    if request.session.get("locked"):
        return HttpResponseRedirect(reverse("people:lock"))
    if not invitations.belongs_to(invitation, user):
        return render(request, "people/invitation_accept.html", {"answer": "not-yours"})
    if request.method != "POST":
        context = {"answer": "join", "invitation": invitation}
        return render(request, "people/invitation_accept.html", context)
    if request.POST.get("answer") == "yes":
        if invitations.accept_as_member(invitation=invitation, user=user):
            messages.success(request, _("You have joined. Your journal is still yours alone."))
    else:
        invitations.decline(invitation=invitation)
        messages.success(request, _("You have said no. Nothing has changed."))
    return HttpResponseRedirect(reverse("people:profile"), status=303)
