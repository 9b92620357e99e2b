"""What ties a written page to one person and one entry, or one share: see people.binding."""

from journals.models import Entry, OutsideReader, Share
from people import binding
from people.binding import Binding
from people.models import User

SALT = "journals.binding"
SHARE_SALT = "journals.binding.share"


def bind(entry: Entry) -> str:
    return binding.bind(entry.author_id, entry.pk, salt=SALT)


def read_binding(token: str) -> Binding | None:
    return binding.read(token, salt=SALT)


def bind_share(share: Share, person: User | OutsideReader) -> str:
    """For pages on which somebody writes about a share: its reader, or who gave it."""
    return binding.bind(person.pk, share.pk, salt=SHARE_SALT)


def read_share_binding(token: str) -> Binding | None:
    return binding.read(token, salt=SHARE_SALT)
