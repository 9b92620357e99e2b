"""Where pages about supervision are kept that could not be saved: see people.typed_pages."""

from people.typed_pages import Shelf
from supervision.models import ParkedSheet
from supervision.services import parking

SALT = "supervision.pages"
SHELF = Shelf(salt=SALT, model=ParkedSheet, about="about", park=parking.park)
