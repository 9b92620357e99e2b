"""Asking a colleague to take somebody over or to stand in, and the answers of all three."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from journals import handing_words
from journals.services import handing as accepting
from people.access import private_text, see_other, signed_in
from people.days import house_day
from people.models import User
from people.parking import park_form, unpark_form
from prompts.kinds import DayField
from supervision.models import Handing, Supervision
from supervision.services import handing as asking
from supervision.services.handing import LONGEST, HandingRefused
from supervision.services.pairs import NotPairedError, are_full, with_who_is_full
from vault.ids import from_short, short


class HandingForm(forms.Form):
    """Whom to ask, and for what."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=Handing.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        error_messages={"required": gettext_lazy("Please choose somebody.")},
    )
    first_on = DayField(label=gettext_lazy("Standing in: from"))
    last_on = DayField(label=gettext_lazy("Standing in: to"))

    def __init__(self, data: Any = None, *, colleagues: list[User], full: set[object]) -> None:
        super().__init__(data)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101  for the type checker
        # Who is full comes last, and can be asked like anybody: they say yes or no themselves.
        by_room = sorted(colleagues, key=lambda one: one.pk in full)
        named = [(short(one.pk), with_who_is_full(one, full)) for one in by_room]
        to.choices = [("", _("Please choose")), *named]

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if self.cleaned_data.get("kind") != Handing.Kind.COVER:
            self.cleaned_data["first_on"] = self.cleaned_data["last_on"] = None
            return
        for name, day in (("first_on", first), ("last_on", last)):
            if day is None and name not in self.errors:
                self.add_error(name, _("Please give a day."))
        if first and last and last < first:
            self.add_error("last_on", _("This day comes before the first one."))
        elif last and last < house_day():
            self.add_error("last_on", _("This day has passed."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_on", _("At most a year. After that, somebody takes over."))


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def handing_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The supervisor asks."""
    person = signed_in(request)
    own = Supervision.objects.led_by(person).current()
    pairs = own.filter(is_peer=False, covers=None).select_related("supervisee", "organisation")
    pair = get_object_or_404(pairs, pk=pk)
    colleagues = asking.may_take(pair)
    full = are_full(colleagues)
    if request.method != "POST":
        form = unpark_form(request, HandingForm(colleagues=colleagues, full=full))
        context = {"pair": pair, "form": form, "colleagues": colleagues, "full": full}
        return render(request, "journals/handing_create.html", context)
    form = HandingForm(request.POST, colleagues=colleagues, full=full)
    return _asked(request, pair, form, person)


def _asked(
    request: HttpRequest, pair: Supervision, form: HandingForm, person: User
) -> HttpResponse:
    if form.is_valid():
        asked = {**form.cleaned_data, "to_id": from_short(form.cleaned_data["to"])}
        del asked["to"]
        try:
            handing = asking.ask_handing(supervision_id=pair.pk, actor=person, **asked)
        except HandingRefused:
            messages.error(request, _("They cannot be asked just now. Nothing was sent."))
            return see_other(request.path)
        if handing.to_id != asked["to_id"]:
            said = _("%(name)s is asked already. Take that back first, to ask somebody else.")
            messages.warning(request, said % {"name": handing.to})
        return see_other(_page(handing))
    park_form(request, form)
    return see_other(request.path)


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def handing_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = signed_in(request)
    rows = Handing.objects.visible_to(person).select_related(
        "to", "supervision__supervisor", "supervision__supervisee", "result"
    )
    handing = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _said(request, handing, person)
    return render(request, "journals/handing_detail.html", _shown(handing, person))


def _shown(handing: Handing, person: User) -> dict[str, Any]:
    pair, result = handing.supervision, _result_of(handing, person)
    is_writers = pair.supervisee_id == person.pk
    give = is_writers and handing.is_cover and result and result.runs
    ends = is_writers and not handing.is_cover and handing.state == Handing.State.WILLING
    return {
        "handing": handing,
        "said": handing_words.said(handing, person),
        "badge": handing_words.badge(handing, person),
        "falls_away": handing_words.falls_away(handing, person) if ends else [],
        "is_writers": is_writers,
        "is_mine": pair.supervisor_id == person.pk,
        "is_asked": handing.to_id == person.pk,
        "is_to_come": handing.first_on is not None and handing.first_on > house_day(),
        "result": result,
        "result_with": result.other(person) if result else None,
        "waiting": accepting.waits_in_cover(result, person) if give and result else [],
    }


def _result_of(handing: Handing, person: User) -> Supervision | None:
    """What came of it, for the two of that supervision: not for whoever handed them on."""
    if handing.result_id is None:
        return None
    own = Supervision.objects.visible_to(person).saying_whether_they_run()
    return own.filter(pk=handing.result_id).select_related("supervisor", "supervisee").first()


def _said(request: HttpRequest, handing: Handing, person: User) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "give" and handing.result is not None:
        return _given(request, handing, handing.result, person)
    try:
        if do == "yes" and handing.supervision.supervisee_id == person.pk:
            handing = accepting.accept_as_writer(handing_id=handing.pk, actor=person)
        elif do == "no" and handing.supervision.supervisee_id == person.pk:
            handing = asking.decline_as_writer(handing_id=handing.pk, actor=person)
        elif do in ("yes", "no"):
            handing = asking.answer_as_colleague(
                handing_id=handing.pk, actor=person, yes=do == "yes"
            )
        elif do == "back":
            handing = asking.take_back(handing_id=handing.pk, actor=person)
    except (HandingRefused, NotPairedError, Handing.DoesNotExist):
        messages.warning(request, _("It stands otherwise by now. Nothing was changed."))
    return see_other(_page(handing))


def _given(
    request: HttpRequest, handing: Handing, cover: Supervision, person: User
) -> HttpResponse:
    ids = [_id(one) for one in request.POST.getlist("share")]
    try:
        count = accepting.give_to_cover(
            cover_id=cover.pk,
            writer=person,
            share_ids=[one for one in ids if one],
        )
    except Supervision.DoesNotExist:
        messages.warning(request, _("They do not stand in now. Nothing was given."))
    else:
        said = _("Given.") if count else _("Nothing was ticked, so nothing was given.")
        messages.success(request, said) if count else messages.info(request, said)
    return see_other(_page(handing))


def _id(text: str) -> uuid.UUID | None:
    try:
        return from_short(text)
    except ValueError:
        return None


def _page(handing: Handing) -> str:
    return reverse("journals:handing_detail", args=[handing.pk])
