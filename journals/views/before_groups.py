"""Before a group session: the writer's yes, the supervisor's asking, and reading together."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals import before_group_news as news
from journals import shared
from journals.before_groups import choices_for, is_to_come, page_of
from journals.models import BeforeGroup, InvalidMove, Share
from journals.services import before_groups as services
from journals.services.before_groups import NotPutError
from people.access import private_text, reads_others, see_other, signed_in
from people.factors import ask_second_step
from supervision import session_news
from supervision.models import SupervisionSession
from vault.ids import from_short


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def share_group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The writer's: what the group would read, who they are, and a yes for one session."""
    user = signed_in(request)
    share = get_object_or_404(shared.given_by(user).for_reading(), pk=pk)
    if request.method == "POST":
        return _put(request, share)
    page = page_of(share, user)
    if request.method == "GET":
        for offer in page.offers:
            if offer.put is not None and offer.is_asked:
                news.seen(offer.put.row, user)
    context = {"share": share, "page": page}
    return render(request, "journals/share_group.html", context)


def _put(request: HttpRequest, share: Share) -> HttpResponse:
    try:
        services.put_before_group(
            share_id=share.pk,
            session_id=from_short(request.POST.get("session", "")),
            writer=signed_in(request),
            plan=int(request.POST.get("plan", "")[:9]),
            named={from_short(one) for one in request.POST.getlist("named")},
        )
    except (ValueError, SupervisionSession.DoesNotExist, Share.DoesNotExist):
        messages.error(request, _why_not(NotPutError.UNFIT))
    except NotPutError as error:
        messages.error(request, _why_not(error.why))
    else:
        messages.success(request, _("It is before that group, for its time only."))
    return see_other(reverse("journals:share_group", args=[share.pk]))


def _why_not(why: str) -> str:
    said = {
        NotPutError.TAKEN: _("Another entry is already before this session. There is one place."),
        NotPutError.CHANGED: _(
            "The session or its group has changed meanwhile. Please look at the time and the names."
        ),
        NotPutError.ASKED: _("You have asked for another one already. Ask no more for that first."),
        NotPutError.DECLINED: _("Its writer would rather not, for this session."),
        NotPutError.ASKED_BEFORE: _("You cannot ask for this one now. Its writer can offer it."),
        NotPutError.UNFIT: _("That session is over or was changed, or this is not open any more."),
    }
    return f"{said[why]} {_('Nothing was changed.')}"


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def group_choose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For its supervisor: ask for something. For a writer in it: choose what to offer."""
    user = signed_in(request)
    rows = SupervisionSession.objects.visible_with_standing(user)
    rows = rows.filter(kind=SupervisionSession.Kind.GROUP).select_related("supervisor")
    session = get_object_or_404(rows.defer(*session_news.WORDS), pk=pk)
    leads = session.supervisor_id == user.pk
    if leads:
        ask_second_step(request)
    if request.method == "POST":
        return _asked(request, session)
    is_over = not is_to_come(session)
    choices = [] if is_over else choices_for(session, user)
    context = {
        "session": session,
        "leads": leads,
        "is_over": is_over,
        "choices": choices,
        "may_ask": leads and not any(one.holds_place for one in choices),
    }
    return render(request, "journals/group_choose.html", context)


def _asked(request: HttpRequest, session: SupervisionSession) -> HttpResponse:
    if session.supervisor_id != signed_in(request).pk:
        raise PermissionDenied
    try:
        services.ask_for(
            share_id=from_short(request.POST.get("share", "")),
            session_id=session.pk,
            supervisor=signed_in(request),
        )
    except (ValueError, SupervisionSession.DoesNotExist, Share.DoesNotExist):
        messages.error(request, _why_not(NotPutError.UNFIT))
    except NotPutError as error:
        messages.error(request, _why_not(error.why))
    else:
        messages.success(request, _("Asked. Nobody sees anything before its writer says yes."))
    return see_other(session.get_absolute_url())


@private_text
@reads_others
@require_safe
def group_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For who is in the group, in its time. Its writer is led to a page of their own."""
    user = signed_in(request)
    row = get_object_or_404(BeforeGroup.objects.visible_to(user).select_related("share"), pk=pk)
    if row.share.author_id == user.pk:
        return redirect("journals:share_group", row.share_id)
    try:
        if request.method == "HEAD":  # which shows no word, and so opens nothing
            BeforeGroup.objects.visible_to(user).readable_by(user).get(pk=row.pk)
        else:
            row = services.open_before_group(row_id=row.pk, reader=user)
    except BeforeGroup.DoesNotExist as error:
        raise Http404 from error
    return render(request, "journals/group_read.html", {"row": row, "share": row.share})


_LET_GO: dict[str, Any] = {
    BeforeGroup.State.DECLINED: gettext_lazy(
        "You would rather not. Nothing is shown to the group."
    ),
    BeforeGroup.State.TAKEN_BACK: gettext_lazy("Taken back. Nobody of the group can open it now."),
}


@private_text
@require_POST
def group_let_go(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The writer takes it back, or would rather not; the supervisor asks no more."""
    user = signed_in(request)
    rows = BeforeGroup.objects.visible_to(user).select_related("share", "session")
    row = get_object_or_404(rows.defer("share__snapshot"), pk=pk)
    is_writer = row.share.author_id == user.pk
    if not is_writer and row.session.supervisor_id != user.pk:
        raise PermissionDenied
    try:
        now = services.let_go(row_id=row.pk, actor=user)
    except (InvalidMove, BeforeGroup.DoesNotExist):
        messages.warning(request, _("It stands otherwise by now. This is how it is."))
    else:
        messages.success(request, _LET_GO.get(now.state, _("You ask for it no more.")))
    if is_writer:
        return see_other(reverse("journals:share_group", args=[row.share_id]))
    return see_other(row.session.get_absolute_url())
