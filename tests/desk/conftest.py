"""Who writes a journal here, and who brings it in."""

from typing import Any

import pytest
from django.test import Client

from desk.take_out.gather import everything
from people.models import User
from tests.conftest import open_session
from tests.desk.portfolio_copies import with_portfolio
from tests.makers import make_user


@pytest.fixture
def writer() -> User:
    return with_portfolio()


@pytest.fixture
def journal(writer: User) -> dict[str, Any]:
    return everything(writer)


@pytest.fixture
def later() -> User:
    return make_user("Later")


@pytest.fixture
def later_signed_in(client: Client, later: User) -> None:
    """For a whole module, by `usefixtures`: its `client` is Later's."""
    open_session(client, later)
