"""What the pages on which something is typed about a meeting have in common.

A POST with words in it answers 303, whatever comes of it. What cannot be saved is kept sealed
before anything else is asked, and the page that it leads to shows it: to be mended and saved,
or to be copied by somebody who may not write there any more.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.binding import read_binding
from meetings.models import Meeting, ParkedPage
from meetings.services import parking
from people.access import see_other, signed_in
from people.binding import Binding
from people.kept import as_posted, fields_of
from people.kept_answers import kept_at, not_kept
from people.models import User

NOT_WORDS = {"do", "parked"}  # of a posted page: what was pressed, and what it had shown
WORDS = ("aim", "text-", "role-", "happened-")


@dataclass
class TypedPage:
    """One page about one meeting, for who asks for it or posts it."""

    request: HttpRequest
    meeting_id: uuid.UUID
    name: str  # of ParkedPage.Page

    @property
    def person(self) -> User:
        return signed_in(self.request)

    @cached_property
    def binding(self) -> Binding | None:
        """Who opened the posted page, if it is one about this meeting."""
        binding = read_binding(self.request.POST.get("binding", ""))
        return binding if binding and binding.thing_id == self.meeting_id else None

    @cached_property
    def parked(self) -> ParkedPage | None:
        """The newest that could not be saved."""
        own = ParkedPage.objects.visible_to(self.request.user)
        return own.filter(meeting=self.meeting_id, page=self.name).first()

    @property
    def data(self) -> QueryDict | None:
        return as_posted(self.parked.fields) if self.parked else None

    @property
    def pressed(self) -> str:
        return self.request.POST.get("do", "")

    @property
    def waits(self) -> bool:
        """Whether nothing is to be saved: the page locks, or nothing shows whose it is."""
        return self.pressed == "keep" or self.binding is None

    def rescue(self) -> bool | None:
        """Keep it for whoever opened it, whoever brings it."""
        if self.binding is None:
            return None
        return self._keep(self.binding.person_id, alone=True)

    def refused_at_once(self) -> HttpResponse | None:
        """The answer to a page that somebody else left open, or whose meeting is no more."""
        if self.request.method != "POST" or self.binding is None:
            return None
        if self.binding.person_id != self.person.pk:
            if not self.rescue():
                return not_kept(self.request, is_writers=False)
            said = _("Not saved: this page was opened by somebody else.")
            messages.warning(self.request, said)
            return kept_at(self.request, self.request.path)
        return None if parking.is_there(self.meeting_id) else self._called_off()

    def refused(self, said: str = "", place: str = "") -> HttpResponse:
        """Keep what was typed, and show it again with what is wrong."""
        if not self._keep(self.person.pk, alone=False):
            if not parking.is_there(self.meeting_id):
                return self._called_off()
            return not_kept(self.request, is_writers=self.binding is not None)
        if said:
            messages.warning(self.request, said)
        return kept_at(self.request, f"{self.request.path}{place}")

    def let_go(self) -> None:
        """Of what the posted page had shown: it is saved, or not needed."""
        shown = self.request.POST.getlist("parked")
        parking.unpark_page(
            meeting_id=self.meeting_id, person=self.person, page=self.name, shown=shown
        )

    def dropped(self) -> HttpResponse:
        self.let_go()
        messages.success(self.request, _("Those words are gone."))
        return see_other(reverse("meetings:meeting_detail", args=[self.meeting_id]))

    def closed(self, meeting: Meeting, why: str) -> HttpResponse:
        """For who may not write there now: their own words to copy, if some are kept."""
        leads = meeting.facilitator_id == self.person.pk
        if self.request.method == "POST" and self.pressed == "drop":
            return self.dropped()
        if self.request.method == "POST" and (leads or self.binding is not None):
            return self.refused()
        if self.request.method != "POST" and self.parked is not None:
            context = {
                "meeting": meeting,
                "parked": self.parked,
                "why": why,
                "words": self._words(),
            }
            return render(self.request, "meetings/words_kept.html", context)
        if not leads:
            raise Http404
        messages.warning(self.request, why)
        return redirect(meeting, permanent=False)

    def _words(self) -> list[str]:
        fields = self.parked.fields if self.parked else {}
        named = (values for name, values in fields.items() if name.startswith(WORDS))
        return [words for values in named for words in values if words.strip()]

    def _keep(self, person_id: uuid.UUID, *, alone: bool) -> bool:
        posted = fields_of(self.request.POST)
        return parking.park_page(
            person_id=person_id,
            meeting_id=self.meeting_id,
            page=self.name,
            fields={name: values for name, values in posted.items() if name not in NOT_WORDS},
            alone=alone,
            shown=self.request.POST.getlist("parked"),
        )

    def _called_off(self) -> HttpResponse:
        # With the meeting its key is gone: there is nothing that its words could be sealed with.
        said = _(
            "This meeting was called off, and nothing of it is kept. Your words were not saved."
        )
        if self.pressed != "drop":
            return not_kept(self.request, is_writers=self.binding is not None, said=said)
        messages.warning(self.request, said)
        return see_other(reverse("meetings:meeting_list"))


def not_leading() -> str:
    return _("Somebody else leads this meeting now.")
