"""The table must turn red when a view forgets whose things it fetches."""

from collections.abc import Callable
from typing import Any

import pytest
from django.shortcuts import get_object_or_404

from desk.views import take_out
from journals.models.entries import EntryQuerySet, EntryRevisionQuerySet
from journals.views import entries, history, writing
from notices import views as notices
from notices.models import NoticeQuerySet
from people.views import addresses
from tests.access import table
from tests.access.conftest import Stage

PRIVATE = {address for address in table.addresses() if "<id:pk>" in address} - {
    "library/prompt/<id:pk>/"
}
LOOKING = {"amara", "ben", "grace", "efua"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


def wrong_addresses(stage: Stage) -> set[str]:
    """The private addresses of which some cell of other people's things is wrong."""
    wrong: set[str] = set()
    for cell in table.cells():
        if cell.address not in PRIVATE:
            continue
        if cell.address in wrong or cell.relation not in ("team", "elsewhere"):
            continue
        if cell.person in LOOKING and cell.method in table.addresses()[cell.address]:
            if stage.send(cell).answer != cell.expected:
                wrong.add(cell.address)
    return wrong


def test_nothing_is_wrong_before_anything_is_broken(stage: Stage) -> None:
    assert wrong_addresses(stage) == set()


def test_sets_that_are_open_to_everybody_are_noticed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_to_all: Callable[..., Any] = lambda self, user: self.all()  # noqa: E731
    for of in (EntryQuerySet, EntryRevisionQuerySet, NoticeQuerySet):
        monkeypatch.setattr(of, "visible_to", open_to_all)
    monkeypatch.setattr(EntryQuerySet, "in_bin_of", open_to_all)
    assert wrong_addresses(stage) == PRIVATE - {"me/addresses/<id:pk>/remove/"}


def test_views_that_fetch_without_narrowing_are_noticed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def anybodys(found: Any, *args: Any, **kwargs: Any) -> Any:
        model = getattr(found, "model", found)
        return get_object_or_404(model._default_manager.all(), *args, **kwargs)

    for views in (entries, history, writing, take_out, addresses, notices):
        monkeypatch.setattr(views, "get_object_or_404", anybodys)
    assert wrong_addresses(stage) == PRIVATE
