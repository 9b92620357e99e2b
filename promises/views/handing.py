"""Handing a promise on to another leader, and taking one over."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import private_text, reads_others, see_other, signed_in
from promises import services
from promises.leaders import leaders_beside
from promises.models import HandOver, InvalidMove, Promise
from promises.offers import digest_of
from vault.ids import from_short


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def promise_hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    own = Promise.objects.visible_to(request.user).select_related("key_holder")
    promise = get_object_or_404(own, pk=pk)
    user = signed_in(request)
    if request.method == "POST":
        return _handed(request, promise)
    if not promise.is_open:
        return redirect(promise)
    offers = HandOver.objects.visible_to(user).filter(promise=promise).open()
    beside = leaders_beside(user).select_related("user", "organisation").order_by("user_id")
    # Once each, also who leads with them in two houses; by the name that they see.
    leaders = {membership.user_id: membership for membership in beside}.values()
    context = {
        "promise": promise,
        "offer": offers.select_related("to").first(),
        "leaders": sorted(leaders, key=lambda one: str(one.user).casefold()),
        "missing": "look" in request.GET,
    }
    return render(request, "promises/promise_hand_over.html", context)


def _handed(request: HttpRequest, promise: Promise) -> HttpResponse:
    """Offer it, or take the offer back. Nothing private is posted."""
    user = signed_in(request)
    try:
        if request.POST.get("do") == "withdraw":
            services.withdraw_hand_over(promise_id=promise.pk, actor=user)
            messages.success(request, _("Taken back. Nobody but you can see it."))
            return see_other(promise.get_absolute_url())
        to = from_short(request.POST.get("to", ""))
        services.offer_hand_over(promise_id=promise.pk, actor=user, to_id=to)
    except (ValueError, services.NotHandedError):
        return see_other(f"{request.path}?look")
    except InvalidMove:  # answered, or taken over, meanwhile
        messages.warning(request, _("It stands otherwise by now. This is how it is."))
    else:
        messages.success(request, _("Offered. It stays on your list until they take it over."))
    return see_other(promise.get_absolute_url())


@reads_others
@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def handover_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    offers = HandOver.objects.visible_to(user).offered_to(user).open()
    joined = offers.select_related("promise__owner", "promise__key_holder", "organisation")
    offer = get_object_or_404(joined, pk=pk)
    if request.method == "POST":
        return _answered(request, offer)
    if request.method == "GET":
        services.open_hand_over(offer=offer, reader=user)
    context = {"offer": offer, "promise": offer.promise, "seen": digest_of(offer.promise)}
    return render(request, "promises/handover_detail.html", context)


def _answered(request: HttpRequest, offer: HandOver) -> HttpResponse:
    user, do = signed_in(request), request.POST.get("do")
    try:
        if do == "accept":
            seen = request.POST.get("seen", "")
            taken = services.accept_hand_over(offer_id=offer.pk, actor=user, seen=seen)
            messages.success(request, _("It is on your list now. They can see that you took it."))
            return see_other(taken.get_absolute_url())
        if do == "decline":
            services.decline_hand_over(offer_id=offer.pk, actor=user)
            messages.success(request, _("They can see that you did not take it over."))
            return see_other(reverse("promises:promise_list"))
    except services.OfferChangedError:
        messages.warning(request, _("It was changed since you looked. This is how it is now."))
    except HandOver.DoesNotExist as error:  # taken back in this very moment
        raise Http404 from error
    return see_other(request.path)
