"""What is sent to the pages of the portfolio that take a file: read in memory, within bounds."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.typed_pages import TypedForm
from people.uploads import lost_its_file
from portfolio.evidence.looking import MEGABYTES
from portfolio.evidence.refusal import FileRefused
from portfolio.tables.refusal import TableRefused
from prompts.kinds import WordsField

MOST_TABLE = 1_000_000  # bytes


class FileForm(TypedForm):
    # An id for the file that the page will make, so that pressing twice makes one.
    press = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = WordsField(
        limit=120,
        one_line=True,
        label=gettext_lazy("What do you call it?"),
        help_text=gettext_lazy(
            "Leave this empty, and it keeps the name that it has. No names of people in it."
        ),
        widget=forms.TextInput,
    )


def chosen_file(request: HttpRequest) -> tuple[bytes, str]:
    """What is in the file, and what it is called there. Raises FileRefused."""
    if lost_its_file(request):
        raise FileRefused(
            _("The file is larger than %(most)s MB. Save it smaller, or in parts.")
            % {"most": MEGABYTES}
        )
    chosen = request.FILES.get("file")
    if not isinstance(chosen, UploadedFile):
        raise FileRefused(_("Please choose the file first."))
    return chosen.read(), chosen.name or ""


def chosen_table(request: HttpRequest) -> bytes:
    """Raises TableRefused."""
    chosen = request.FILES.get("file")
    if lost_its_file(request) or (chosen is not None and (chosen.size or 0) > MOST_TABLE):
        raise TableRefused(_("This file is larger than 1 MB, the most that can come in at once."))
    if not isinstance(chosen, UploadedFile):
        raise TableRefused(_("Please choose the file first."))
    content: bytes = chosen.read()
    return content
