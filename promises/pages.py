"""Where pages about promises are kept that could not be saved: see people.typed_pages."""

from __future__ import annotations

from people.typed_pages import Shelf
from promises.binding import SALT
from promises.models import ParkedForm
from promises.services import parking

SHELF = Shelf(salt=SALT, model=ParkedForm, about="promise", park=parking.park)
