"""A person's own pages: details, keeping it safe, and who opened what."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.access import signed_in
from people.forms.person import ProfileForm
from people.models import AuditEvent, Factor, User
from people.services.profile import save_profile

PAGE = 50
OF_THE_DOOR = ("", "factor", "address", "organisation")  # what an event may be about, if held


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=signed_in(request).pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        save_profile(user=user, changed=form.changed_data)
        messages.success(request, _("Your details are saved."))
        return HttpResponseRedirect(reverse("people:profile"), status=303)
    memberships = user.memberships.select_related("organisation").prefetch_related("teams")
    context = {"form": form, "memberships": memberships.order_by("-started_on")}
    return render(request, "people/profile.html", context)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    own = list(Factor.objects.visible_to(user))
    context = {
        "codes_left": user.recovery_codes.unused().count(),
        "factors": own,
        "has_app": any(factor.is_app for factor in own),
        "has_passkey": any(not factor.is_app for factor in own),
        "addresses": user.addresses.confirmed(),
        "session_count": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "people/security.html", context)


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    # No join: an actor may be gone, or have no journal here, and the row stays.
    name = User.objects.filter(pk=OuterRef("actor_id")).values("display_name")
    events = AuditEvent.objects.filter(person=user).annotate(actor_name=Subquery(name))
    if user.is_held:  # a line about an entry or a share tells what was shared, and who reads
        events = events.filter(object_type__in=OF_THE_DOOR)
    only = "others" if request.GET.get("only") == "others" else ""
    if only:
        events = events.exclude(actor=user)
    page = Paginator(events.order_by("-number"), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "people/trail.html", {"page_obj": page, "only": only, "query": f"only={only}"}
    )
