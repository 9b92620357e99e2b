"""What the pages on which something is typed about a promise have in common.

A POST with words in it answers 303, whatever comes of it. What cannot be saved is kept
sealed, and the page that it leads to shows it with what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people.access import signed_in
from people.binding import Binding
from people.kept import as_posted, shown_on
from people.kept_answers import kept_at, not_kept
from promises.binding import bind, read_binding
from promises.forms import TypedForm, typed_in
from promises.models import ParkedForm, Promise
from promises.services import parking
from vault.ids import new_id

LOOK = "look"  # in the address of a page that says what is wrong


@dataclass
class TypedPage:
    """One page with a form, for who asks for it or posts it."""

    request: HttpRequest
    name: str  # of ParkedForm.Page
    form_class: type[TypedForm]
    promise: Promise | None = None  # None: it is still to be made
    initial: dict[str, Any] | None = None

    @cached_property
    def parked(self) -> ParkedForm | None:
        """The newest page of this kind that could not be saved."""
        own = ParkedForm.objects.visible_to(self.request.user)
        return own.filter(page=self.name, promise=self.promise).first()

    @cached_property
    def binding(self) -> str:
        return bind(signed_in(self.request), self.promise.pk if self.promise else new_id())

    def form(self) -> TypedForm:
        """As it stands: empty, with what is saved, or with what was typed and is not saved."""
        person = signed_in(self.request)
        if self.parked is None:
            return self.form_class(person=person, initial=self.initial)
        form = self.form_class(as_posted(self.parked.fields), person=person)
        if LOOK not in self.request.GET:  # come back later: the words, without the reproach
            return self.form_class(person=person, initial=_as_initial(form))
        return form

    def posted(self) -> TypedForm:
        return self.form_class(self.request.POST, person=signed_in(self.request))

    @cached_property
    def bound(self) -> Binding | None:
        """The posted page's, if this person opened it, about this promise."""
        binding = read_binding(self.request.POST.get("binding", ""))
        if binding is None or binding.person_id != signed_in(self.request).pk:
            return None
        about = self.promise is None or binding.thing_id == self.promise.pk
        return binding if about else None

    @property
    def keeps(self) -> bool:
        """Whether static/js/keeps.js posts it, before the page locks: nothing is done by that."""
        return self.request.POST.get("do") == "keep"

    def refused(self, url: str) -> HttpResponse:
        """Keep what was typed, and show it again with what is wrong."""
        kept = parking.park(
            owner_id=signed_in(self.request).pk,
            page=self.name,
            promise_id=self.promise.pk if self.promise else None,
            fields=typed_in(self.request.POST, list(self.form_class.base_fields)),
            shown=self.request.POST.getlist("parked"),
        )
        if not kept:
            return not_kept(self.request, is_writers=self.bound is not None)
        if not self.keeps:
            messages.error(self.request, _("Not saved yet. Your words are kept below."))
        return kept_at(self.request, url if self.keeps else f"{url}?{LOOK}")

    def saved(self, form: TypedForm, said: str) -> None:
        """Let go of what was parked, and say how it went."""
        parking.unpark(owner=signed_in(self.request), shown=self.request.POST.getlist("parked"))
        messages.success(self.request, said)
        if form.left_out:
            messages.warning(self.request, _("Some signs that cannot be shown were left out."))


def keep_refused(
    request: HttpRequest, name: str, form: type[TypedForm], about: bool
) -> bool | None:
    """Keep what was typed when its writer's session was locked or over, or is another's."""
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None:
        return None
    return parking.park(
        owner_id=binding.person_id,
        page=name,
        promise_id=binding.thing_id if about else None,
        fields=typed_in(request.POST, list(form.base_fields)),
        alone=True,
    )


def is_anothers(request: HttpRequest) -> bool:
    """Whether the posted page was opened by somebody else, who has left the computer since."""
    binding = read_binding(request.POST.get("binding", ""))
    return binding is not None and binding.person_id != signed_in(request).pk


def shown_again(request: HttpRequest) -> ParkedForm | None:
    """Which parked page the posted one showed."""
    own = ParkedForm.objects.visible_to(request.user).select_related("promise")
    return shown_on(own, request.POST.getlist("parked")).first()


def _as_initial(form: TypedForm) -> dict[str, Any]:
    return {name: form[name].data for name in form.fields}
