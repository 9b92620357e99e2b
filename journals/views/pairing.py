"""Ending a supervision, asking for another supervisor, and who pairs people in a house."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from journals.services.endings import end_supervision
from people.access import private_text, see_other, signed_in
from people.models import Membership, Organisation, User
from people.parking import park_form, unpark_form
from supervision.change_news import who_pairs
from supervision.models import Supervision, SupervisorWish
from supervision.services.pairs import (
    NotPairedError,
    are_full,
    start_supervision,
    with_who_is_full,
)
from supervision.services.wishes import take_wish_back, wish_for_another
from vault.ids import short


class PairForm(forms.Form):
    """Who supervises whom from today on."""

    use_required_attribute = False

    supervisor = forms.ChoiceField(
        label=gettext_lazy("Supervisor"),
        error_messages={"required": gettext_lazy("Please choose somebody.")},
    )
    supervisee = forms.ChoiceField(
        label=gettext_lazy("Supervises"),
        error_messages={"required": gettext_lazy("Please choose somebody.")},
    )

    def __init__(self, data: Any = None, *, members: list[Membership], full: set[object]) -> None:
        super().__init__(data)
        can = [one for one in members if one.has_role(Membership.Role.SUPERVISOR)]
        for name, found in (("supervisor", can), ("supervisee", members)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
            says = full if name == "supervisor" else set()
            people = [(short(one.user_id), with_who_is_full(one.user, says)) for one in found]
            field.choices = [("", _("Please choose")), *people]

    def clean(self) -> None:
        super().clean()
        both = [self.cleaned_data.get(name) for name in ("supervisor", "supervisee")]
        if both[0] and both[0] == both[1]:
            self.add_error("supervisee", _("Nobody supervises themselves."))


def _house(person: User, organisation_id: uuid.UUID) -> Organisation:
    """Which the person administers today; else 404, or 403 for others who belong to it."""
    own = Membership.objects.current().filter(user=person, organisation=organisation_id)
    membership = own.select_related("organisation").first()
    if membership is None:
        raise Http404
    if not membership.has_role(Membership.Role.ADMINISTRATOR):
        raise PermissionDenied
    return membership.organisation


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def house_pairs(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    person = signed_in(request)
    house = _house(person, organisation)
    members = list(
        Membership.objects.current()
        .filter(organisation=house, user__is_active=True)
        .select_related("user")
        .order_by("user__display_name", "user")
    )
    full = are_full([one.user for one in members])
    if request.method == "POST":
        return _paired(request, house, members, full)
    wishes = SupervisorWish.objects.visible_to(person).open()
    wishes = wishes.filter(supervision__organisation=house)
    context = {
        "house": house,
        "form": unpark_form(request, PairForm(members=members, full=full)),
        "full": full,
        "pairs": pairs_of(house),
        "wished": set(wishes.values_list("pk", flat=True)),
    }
    return render(request, "journals/house_pairs.html", context)


def pairs_of(house: Organisation) -> list[Supervision]:
    """The standing ones of a house, by name: who with whom since when, and nothing of it."""
    rows = Supervision.objects.in_house(house).current()
    rows = rows.select_related("supervisor", "supervisee")
    return list(rows.order_by("supervisee__display_name", "started_on", "pk"))


def _paired(
    request: HttpRequest, house: Organisation, members: list[Membership], full: set[object]
) -> HttpResponse:
    form = PairForm(request.POST, members=members, full=full)
    if not form.is_valid():
        park_form(request, form)
        return see_other(request.path)
    people = {short(one.user_id): one.user for one in members}
    chosen = {name: people[form.cleaned_data[name]] for name in ("supervisor", "supervisee")}
    try:
        start_supervision(**chosen, organisation=house, actor=signed_in(request))
    except NotPairedError:
        messages.warning(request, _("These two are paired already, or cannot be paired now."))
    else:
        said = _("%(supervisor)s supervises %(supervisee)s from today.")
        messages.success(request, said % chosen)
    return see_other(request.path)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def pair_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """By the one who is supervised, or by an administrator of the house."""
    person = signed_in(request)
    rows = Supervision.objects.to_be_ended_by(person).current()
    pair = get_object_or_404(rows.select_related("supervisor", "supervisee"), pk=pk)
    is_own = pair.supervisee_id == person.pk
    there = (
        reverse("supervision:pair_list")
        if is_own
        else reverse("journals:house_pairs", args=[pair.organisation_id])
    )
    if request.method != "POST":
        context = {"pair": pair, "is_own": is_own, "there": there}
        return render(request, "journals/pair_end.html", context)
    end_supervision(supervision=pair, actor=person)
    messages.success(request, _("Ended. What was shared in it is closed."))
    return see_other(there)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def pair_another(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """I want another supervisor."""
    person = signed_in(request)
    own = Supervision.objects.received_by(person).current()
    rows = own.filter(is_peer=False, covers=None).select_related("supervisor", "organisation")
    pair = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        wish = SupervisorWish.objects.visible_to(person).filter(supervision=pair).first()
        context = {"pair": pair, "wish": wish, "is_heard": bool(who_pairs(pair))}
        return render(request, "journals/pair_another.html", context)
    try:
        said = _wished(request, pair, person)
    except Supervision.DoesNotExist as error:  # it has ended just now
        raise Http404 from error
    messages.success(request, said)
    return see_other(request.path)


def _wished(request: HttpRequest, pair: Supervision, person: User) -> str:
    if request.POST.get("do") == "back":
        take_wish_back(supervision_id=pair.pk, actor=person)
        return _("You no longer ask.")
    wish_for_another(supervision_id=pair.pk, actor=person)
    if who_pairs(pair):
        return _("Those who pair people where you work are told.")
    return _("Noted. Nobody here pairs people just now, so nobody is told: ask where you work.")
