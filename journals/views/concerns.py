"""A worry about somebody's safety: raising it, deciding when its writer knows, reading of it."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journals import concern_news, concerns
from journals.models import Concern, InvalidMove, Share
from journals.services import concerns as services
from journals.services.concerns import NotDecidedError
from people.access import private_text, reads_others, see_other, signed_in
from people.roles import safeguards_somewhere
from prompts.kinds import DayField


@private_text
@reads_others
@require_http_methods(["GET", "HEAD", "POST"])
def concern_raise(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    share = concerns.to_be_raised(user, pk)
    if share is None:
        raise Http404
    if request.method == "POST":
        return _raised(request, share)
    if share.concern_id:
        return redirect("journals:concern_detail", share.concern_id)
    organisation = share.supervision.organisation if share.supervision else None
    leads = services.leads_for(organisation, besides=(user, share.author))
    context = {
        "share": share,
        "organisation": organisation,
        "leads": leads,
        "routes": concerns.routes_in(organisation),
        "reasons": concerns.reasons_for(leads),
    }
    return render(request, "journals/concern_raise.html", context)


def _raised(request: HttpRequest, share: Share) -> HttpResponse:
    user, tell = signed_in(request), request.POST.get("tell", "")
    now = tell == concerns.NOW
    try:
        concern = services.raise_concern(share_id=share.pk, reader=user, tell_now=now, reason=tell)
    except NotDecidedError:
        messages.error(request, _("Please choose when they are told. Nothing was noted yet."))
        return see_other(request.path)
    except Share.DoesNotExist as error:  # erased in this very moment
        raise Http404 from error
    return see_other(concern.get_absolute_url())


@private_text
@reads_others
@require_safe
def concern_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "concerns": concerns.concerns_of(user),
        "is_lead": safeguards_somewhere(user, request.session),
    }
    return render(request, "journals/concern_list.html", context)


@private_text
@reads_others
@require_safe
def concern_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    concern = get_object_or_404(concerns.handled_by(user), pk=pk)
    if request.method == "GET":
        concern_news.seen(concern, user)
    is_lead = concern.raised_by_id != user.pk
    context = {
        "concern": concern,
        "is_lead": is_lead,
        "lines": concerns.lines_of(concern, user),
        "days": concerns.days_for(concern, user) if is_lead else None,
        "reasons": Concern.Reason.choices,
        "endings": Concern.Ending.choices,
        "routes": concerns.routes_in(concern.organisation),
    }
    return render(request, "journals/concern_detail.html", context)


@private_text
@reads_others
@require_POST
def concern_tell(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    concern = get_object_or_404(concerns.handled_by(user), pk=pk)
    try:
        services.tell_writer(concern_id=concern.pk, by=user)
    except Concern.DoesNotExist as error:  # not theirs any more, since a moment ago
        raise Http404 from error
    messages.success(request, _("The writer knows now."))
    return see_other(concern.get_absolute_url())


@private_text
@reads_others
@require_POST
def concern_set(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    concern = get_object_or_404(concerns.handled_by(user).put_to(user), pk=pk)
    try:
        day = DayField().clean(request.POST.get("until", ""))
        if day is None:
            raise NotDecidedError(NotDecidedError.PAST)
        services.set_day(
            concern_id=concern.pk,
            lead=user,
            until=concerns.moment_of(day, concern),
            reason=request.POST.get("reason", ""),
        )
    except (ValidationError, NotDecidedError) as error:
        messages.error(request, _why_not(error))
    except (InvalidMove, Concern.DoesNotExist):
        messages.info(request, _("There is nothing to decide here any more."))
    else:
        messages.success(request, _("The day is set."))
    return see_other(concern.get_absolute_url())


def _why_not(error: Exception) -> str:
    said = {
        NotDecidedError.REASON: _("Please choose a reason."),
        NotDecidedError.TOO_LATE: _("That is more than twenty-eight days after it was raised."),
        NotDecidedError.NO_LATER: _("Please choose a later day than the one that is set."),
        NotDecidedError.TWICE: _("It was given more time once already, and once is all."),
    }
    why = getattr(error, "why", "")
    return f"{said.get(why) or _('Please choose a day to come.')} {_('Nothing was changed.')}"


@private_text
@reads_others
@require_POST
def concern_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    concern = get_object_or_404(concerns.handled_by(user).raised_by(user), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        services.close(concern_id=concern.pk, raiser=user, reason=reason)
    except NotDecidedError:
        messages.error(request, _("Please say why. Nothing was changed."))
    except InvalidMove:
        messages.error(request, _("It closes only once the writer knows. Nothing was changed."))
    else:
        messages.success(request, _("Closed."))
    return see_other(concern.get_absolute_url())


@private_text
@require_safe
def concern_told(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The writer's page. They need no second step: nothing of anybody's is read here."""
    user = signed_in(request)
    concern = get_object_or_404(concerns.of_writer(user), pk=pk)
    if request.method == "GET":
        concern_news.seen(concern, user)
    own = Share.objects.own_of(user).filter(pk=concern.share_id or concern.pk)
    context = {
        "concern": concern,
        "share": own.defer("snapshot").first(),
        "lines": concerns.lines_of(concern, user),
        "routes": concerns.routes_in(concern.organisation),
        "lead_knows": services.was_put_to_a_lead(concern),
    }
    return render(request, "journals/concern_told.html", context)
