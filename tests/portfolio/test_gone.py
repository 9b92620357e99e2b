"""What goes between the look at it and the deed is not there: 404, and never an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from portfolio import services
from portfolio.models import Attachment, Cycle, PracticeHours, ReflectiveAccount
from tests.makers import make_entry
from tests.portfolio.makers import make_account, make_cycle, make_file, make_hours


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


def a_cycle(person: User) -> Cycle:
    return make_cycle(person)


def an_account(person: User) -> ReflectiveAccount:
    return make_account(make_cycle(person), make_entry(person))


def a_line(person: User) -> PracticeHours:
    return make_hours(person)


def a_file(person: User) -> Attachment:
    return make_file(person, make_hours(person))


@pytest.mark.parametrize(
    ("name", "service", "make"),
    [
        ("cycle_close", "close_cycle", a_cycle),
        ("cycle_reopen", "reopen_cycle", a_cycle),
        ("cycle_delete", "delete_cycle", a_cycle),
        ("account_reopen", "reopen_account", an_account),
        ("account_remove", "take_out_account", an_account),
        ("account_sources", "add_sources", an_account),
        ("hours_delete", "delete_line", a_line),
        ("hours_undelete", "undelete_line", a_line),
        ("file_delete", "delete_file", a_file),
        ("file_undelete", "undelete_file", a_file),
    ],
)
def test_it_is_not_there(
    client: Client,
    amara: User,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    service: str,
    make: Callable[[User], Any],
) -> None:
    thing, do = make(amara), getattr(services, service)
    called: list[str] = []

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        called.append(service)
        type(thing)._base_manager.filter(pk=thing.pk).delete()
        return do(*args, **kwargs)

    monkeypatch.setattr(services, service, meanwhile)
    answer = client.post(reverse(f"portfolio:{name}", args=[thing.pk]))
    assert (answer.status_code, called) == (404, [service])


def test_what_else_is_wrong_is_no_404(
    client: Client, amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a journal that is erased meanwhile, the desk tells; a fault stays a fault."""
    cycle = make_cycle(amara)

    def fails(**kwargs: Any) -> None:
        raise User.DoesNotExist

    monkeypatch.setattr(services, "close_cycle", fails)
    with pytest.raises(User.DoesNotExist):
        client.post(reverse("portfolio:cycle_close", args=[cycle.pk]))
