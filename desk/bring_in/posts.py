"""What was sent to the pages that bring something in, and whose page it was."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.bring_in.arriving import Arriving
from desk.bring_in.opening import MIB, CannotOpen, overtaken
from desk.bring_in.services import wait_with_files
from desk.bring_in.text_services import Lines, wait_with_text
from desk.bring_in.texts import lines_of_file, lines_of_text
from desk.models import Bringing
from people import binding
from people.access import signed_in
from people.binding import Binding
from people.models import User
from people.uploads import limit_of, lost_its_file
from prompts.kinds.base import WordsField
from prompts.kinds.words import DayField

SALT = "desk.bring_in"


def bind(person: User) -> str:
    return binding.bind(person.pk, person.pk, salt=SALT)


def bound(request: HttpRequest) -> Binding | None:
    return binding.read(request.POST.get("binding", ""), salt=SALT)


def is_anothers(request: HttpRequest) -> bool:
    """Whether somebody else opened the page, who has left the computer since."""
    page = bound(request)
    return page is not None and page.person_id != signed_in(request).pk


def wait_with(request: HttpRequest, arriving: Arriving) -> Bringing:
    """The journal in the ZIP that was sent, until its person looked at it. Raises CannotOpen."""
    request.FILES  # noqa: B018  it is read when it is asked for
    if lost_its_file(request):
        raise CannotOpen(_too_large(request))
    if arriving.is_busy:
        raise CannotOpen(
            _("Another journal is on its way just now. Please try again in some minutes.")
        )
    if arriving.is_gone:
        raise CannotOpen(overtaken())
    if arriving.bringing is None or not arriving.is_whole:
        raise CannotOpen(_("Please choose the file first."))
    return wait_with_files(person=signed_in(request), arrived=arriving.bringing)


def _too_large(request: HttpRequest) -> str:
    said = _("This file is larger than %(size)s MB, the most that can come in at once.")
    return said % {"size": max(1, limit_of(request) // MIB)}


def chosen_file(request: HttpRequest) -> tuple[bytes, str] | None:
    """The file, and what it is called. Raises CannotOpen when it is too large."""
    if lost_its_file(request):
        raise CannotOpen(_too_large(request))
    chosen = request.FILES.get("file")
    if chosen is None:
        return None
    return chosen.read(), chosen.name or ""


def brought_lines(request: HttpRequest) -> tuple[Lines, str]:
    """The lines of a file, or else of what was pasted, and a name for them."""
    chosen = chosen_file(request)
    if chosen is not None:
        content, name = chosen
        if name.lower().endswith((".docm", ".dotm")):
            raise CannotOpen(_("A Word file with a program in it (.docm) is not opened."))
        lines = lines_of_file(content)
    else:
        lines, name = lines_of_text(request.POST.get("text", "")), ""
    if not any(text.strip() for _heads, text in lines):
        raise CannotOpen(_("Please choose a file with text in it, or paste some text."))
    return lines, name


def keep_refused(request: HttpRequest) -> bool | None:
    """Keep a text whose writer is locked, held or signed out since: it is their page."""
    page = bound(request)
    if page is None:
        return None
    try:
        lines, name = brought_lines(request)
    except CannotOpen:
        return False
    kept = wait_with_text(person_id=page.person_id, lines=lines, name=name, alone=True)
    return kept is not None


class TextForm(forms.Form):
    """How a text comes in: as one entry, or as one for each heading."""

    use_required_attribute = False
    split = forms.ChoiceField(
        label=gettext_lazy("How should it come in?"),
        choices=[
            ("one", gettext_lazy("As one entry")),
            ("headings", gettext_lazy("As one entry for each heading")),
        ],
        widget=forms.RadioSelect,
        initial="one",
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
    title = WordsField(limit=120, one_line=True, label=gettext_lazy("A title, if it is one entry"))
    happened_on = DayField(label=gettext_lazy("When was it? You can leave this out."))
