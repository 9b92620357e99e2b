"""Where pages of the portfolio are kept that could not be saved: see people.typed_pages."""

from __future__ import annotations

from people.typed_pages import Shelf
from portfolio.models import ParkedForm
from portfolio.services import parking

SHELF = Shelf(salt="portfolio.binding", model=ParkedForm, about="about", park=parking.park)
