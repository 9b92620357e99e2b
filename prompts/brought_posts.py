"""What a person brought to a page of their house: a file or typed text, and whose page it was."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from people.models import Organisation, User
from prompts.houses import house_for
from prompts.schema import LibraryErrors
from prompts.schema.brought import MOST_BYTES, plain_ends, text_of
from prompts.services.houses import keep_draft
from vault.ids import from_short, short

SALT = "prompts.binding"
LASTS = timedelta(days=30)  # as long as the longest session
MOST_KEPT = 500_000  # characters of a text that is too long to be published


@dataclass(frozen=True)
class Binding:
    person_id: uuid.UUID
    organisation_id: uuid.UUID


def bind(person: User, organisation: Organisation) -> str:
    """Ties a page to one person: a ward computer changes hands (see journals.binding)."""
    return signing.dumps([short(person.pk), short(organisation.pk)], salt=SALT)


def read_binding(token: str) -> Binding | None:
    try:
        person, organisation = signing.loads(token, salt=SALT, max_age=LASTS)
        return Binding(from_short(person), from_short(organisation))
    except (signing.BadSignature, ValueError, TypeError):
        return None


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


def keep_refused(request: HttpRequest, organisation: uuid.UUID) -> bool:
    """Keep what somebody brought who is locked, held or signed out since: it is their page."""
    binding = read_binding(request.POST.get("binding", ""))
    if binding is None or binding.organisation_id != organisation:
        return False
    person = User.objects.filter(pk=binding.person_id, is_active=True).first()
    if person is None:
        return False
    try:
        house = house_for(person, organisation)
        text = brought(request)
    except (Http404, PermissionDenied, LibraryErrors):
        return False
    keep_draft(person=person, organisation=house, text=text)
    return True
