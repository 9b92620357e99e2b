"""What the pages on which something is typed have in common, whatever room they are of.

A POST with words in it answers 303, whatever comes of it. What cannot be saved is kept
sealed, and the page that it leads to shows it with what is wrong. Each room has a table of
its own for that, and a salt for its pages' tokens: its `Shelf`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people import binding
from people.access import signed_in
from people.binding import Binding
from people.kept import as_posted, shown_on
from people.kept_answers import kept_at, not_kept
from people.models import User
from vault.ids import new_id

LOOK = "look"  # in the address of a page that says what is wrong

Typed = dict[str, list[str]]


class TypedForm(forms.Form):
    """A form whose words are kept as they were typed when they cannot be saved."""

    use_required_attribute = False  # this page says what is missing, as kindly as the rest

    def __init__(self, data: Any = None, *, person: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.person = person
        for field in self.fields.values():
            if hasattr(field, "left_out"):  # one for words: prompts.kinds.WordsField
                field.widget.attrs["spellcheck"] = "true" if person.spell_check else "false"

    @property
    def left_out(self) -> int:
        """How many characters could not be kept, once it was cleaned."""
        return sum(getattr(field, "left_out", 0) for field in self.fields.values())


def typed_in(data: Any, names: Iterable[str]) -> Typed:
    """What a posted page holds, as it was typed."""
    return {name: data.getlist(name) for name in names if name in data}


@dataclass(frozen=True)
class Shelf:
    """Where a room keeps posted pages that could not be saved."""

    salt: str  # of the tokens on its pages: see people.binding
    model: type[Any]  # has a page's name, what it is about, fields, and visible_to
    about: str  # the column that says what a page is about
    # Takes owner_id, page, about_id, fields, alone and shown. Says whether there was room.
    park: Callable[..., bool]

    def bind(self, person: User, thing_id: uuid.UUID) -> str:
        return binding.bind(person.pk, thing_id, salt=self.salt)

    def read(self, request: HttpRequest) -> Binding | None:
        return binding.read(request.POST.get("binding", ""), salt=self.salt)

    def is_anothers(self, request: HttpRequest) -> bool:
        """Whether somebody else opened the posted page, who has left the computer since."""
        bound = self.read(request)
        return bound is not None and bound.person_id != signed_in(request).pk

    def keep_refused(
        self, request: HttpRequest, page: str, form: type[forms.Form], *, about: bool
    ) -> bool | None:
        """Keep what was typed when its writer's session was locked or over, or is another's.

        `about`: whether the token names a thing that is there already.
        """
        bound = self.read(request)
        if bound is None:
            return None
        return self.park(
            owner_id=bound.person_id,
            page=page,
            about_id=bound.thing_id if about else None,
            fields=typed_in(request.POST, form.base_fields),
            alone=True,
        )

    def shown_again(self, request: HttpRequest) -> Any:
        """Which parked page the posted one showed, or None."""
        own = self.model.objects.visible_to(request.user)
        return shown_on(own, request.POST.getlist("parked")).first()


@dataclass
class TypedPage:
    """One page with a form, for who asks for it or posts it."""

    shelf: Shelf
    request: HttpRequest
    name: str
    form_class: type[TypedForm]
    about_id: uuid.UUID | None = None  # None: what it is about is still to be made
    initial: dict[str, Any] | None = None
    more: dict[str, Any] | None = None  # what its form takes besides

    @cached_property
    def parked(self) -> Any:
        """The newest page of this kind that could not be saved, or None."""
        own = self.shelf.model.objects.visible_to(self.request.user)
        return own.filter(page=self.name, **{self.shelf.about: self.about_id}).first()

    @cached_property
    def binding(self) -> str:
        return self.shelf.bind(signed_in(self.request), self.about_id or new_id())

    def form(self) -> TypedForm:
        """As it stands: empty, with what is saved, or with what was typed and is not saved."""
        if self.parked is None:
            return self._form(initial=self.initial)
        form = self._form(as_posted(self.parked.fields))
        if LOOK not in self.request.GET:  # come back later: the words, without the reproach
            return self._form(initial={name: form[name].data for name in form.fields})
        return form

    def posted(self) -> TypedForm:
        return self._form(self.request.POST)

    def _form(self, data: Any = None, **kwargs: Any) -> TypedForm:
        person = signed_in(self.request)
        return self.form_class(data, person=person, **kwargs, **(self.more or {}))

    @cached_property
    def bound(self) -> Binding | None:
        """The posted page's, if this person opened it, about this thing."""
        found = self.shelf.read(self.request)
        if found is None or found.person_id != signed_in(self.request).pk:
            return None
        return found if self.about_id in (None, found.thing_id) else None

    @property
    def keeps(self) -> bool:
        """Whether static/js/keeps.js posts it, before the page locks: nothing is done by that."""
        return self.request.POST.get("do") == "keep"

    def context(self, **more: Any) -> dict[str, Any]:
        """What its template shows."""
        return {"form": self.form(), "parked": self.parked, "binding": self.binding, **more}

    def refused(self, url: str, *, said: str = "", at: str = "") -> HttpResponse:
        """Keep what was typed, and show it again with what is wrong: `at` a part of the page."""
        fields = typed_in(self.request.POST, self.form_class.base_fields)
        kept = self.shelf.park(
            owner_id=signed_in(self.request).pk,
            page=self.name,
            about_id=self.about_id,
            fields=fields,
            shown=self.request.POST.getlist("parked"),
        )
        if not kept:
            return not_kept(self.request, is_writers=self.bound is not None)
        if not self.keeps:
            kept_words = _("Not saved yet. Your words are kept below.")
            said = said or (kept_words if self._says(fields) else _("Not saved yet."))
            messages.error(self.request, said)
        return kept_at(self.request, url if self.keeps else f"{url}?{LOOK}{at}")

    def _says(self, fields: dict[str, list[str]]) -> bool:
        """Whether anything was typed or chosen: who left all empty has no words to be kept."""
        of_page = self.form_class.base_fields
        seen = [name for name in fields if not of_page[name].widget.is_hidden]
        return any(value.strip() for name in seen for value in fields[name])

    def saved(self, form: TypedForm, said: str) -> None:
        """Let go of what was parked, and say how it went."""
        own = self.shelf.model.objects.visible_to(self.request.user)
        shown_on(own, self.request.POST.getlist("parked")).delete()
        messages.success(self.request, said)
        if form.left_out:
            messages.warning(self.request, _("Some signs that cannot be shown were left out."))
