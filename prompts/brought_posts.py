"""What a person brought to a page of their house: a file or typed text, and whose page it was."""

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from people import binding
from people.access import signed_in
from people.binding import Binding
from people.models import Organisation, User
from prompts.houses import house_for
from prompts.schema import LibraryErrors
from prompts.schema.brought import MOST_BYTES, plain_ends, text_of
from prompts.services.houses import keep_draft_alone

SALT = "prompts.binding"
MOST_KEPT = 500_000  # characters of a text that is too long to be published


def bind(person: User, organisation: Organisation) -> str:
    return binding.bind(person.pk, organisation.pk, salt=SALT)


def _binding(request: HttpRequest) -> Binding | None:
    return binding.read(request.POST.get("binding", ""), salt=SALT)


def is_anothers(request: HttpRequest) -> bool:
    """Whether the posted page was opened by somebody else, who has left the computer since."""
    bound = _binding(request)
    return bound is not None and bound.person_id != signed_in(request).pk


def brought(request: HttpRequest) -> str:
    """The text of the file that was chosen, or else what was typed. Raises LibraryErrors."""
    chosen = request.FILES.get("file")
    if _lost_its_file(request) or (chosen is not None and (chosen.size or 0) > MOST_BYTES):
        raise LibraryErrors([_too_long()])
    if chosen is not None:
        text = text_of(chosen.read())
    else:
        text = plain_ends(request.POST.get("text", ""))
    if len(text) > MOST_KEPT:
        raise LibraryErrors([_too_long()])
    if not text.strip():
        raise LibraryErrors([_("Please choose a file, or paste its text.")])
    return text


def _lost_its_file(request: HttpRequest) -> bool:
    """Django reads past a file in a post that is larger than this, and says nothing of it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return (
        request.content_type == "multipart/form-data"
        and length.isdigit()
        and int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    )


def _too_long() -> str:
    limit = {"number": MOST_BYTES // 1000}
    return _("This is longer than %(number)s kB, the most for one file.") % limit


def keep_refused(request: HttpRequest, organisation: uuid.UUID) -> bool | None:
    """Keep what somebody brought who is locked, held or signed out since: it is their page."""
    bound = _binding(request)
    if bound is None or bound.thing_id != organisation:
        return None
    person = User.objects.filter(pk=bound.person_id, is_active=True).first()
    if person is None:
        return False
    try:
        house = house_for(person, organisation)
        text = brought(request)
    except (Http404, PermissionDenied, LibraryErrors):
        return False
    return keep_draft_alone(person=person, organisation=house, text=text)
