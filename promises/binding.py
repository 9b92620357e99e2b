"""What ties a page about a promise to one person and one promise: see people.binding.

On the page for a new promise it names the id which that promise will have, so that a second
press makes no second.
"""

import uuid

from people import binding
from people.binding import Binding
from people.models import User

SALT = "promises.binding"


def bind(person: User, promise_id: uuid.UUID) -> str:
    return binding.bind(person.pk, promise_id, salt=SALT)


def read_binding(token: str) -> Binding | None:
    return binding.read(token, salt=SALT)
