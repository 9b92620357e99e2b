"""The table must turn red when the program forgets whose things it fetches.

That nothing is wrong before anything is broken is what test_access proves.
"""

import sys
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tests.access import table
from tests.access.conftest import Stage

# Opened by a device's token and by nothing else: without one it is the same page for every id.
BY_TOKEN = {"carry/<id:pk>/"} | {a for a in table.addresses() if a.startswith("join/")}
PRIVATE = {address for address in table.addresses() if "<id:pk>" in address} - BY_TOKEN
NARROWING = {
    "visible_to", "in_bin_of", "own_words_of", "given_to", "given_by", "offered_to", "led_by",
    "own_of", "open_to", "held_by", "that_stand_for", "visible_with_standing",
    "read_by_peers", "received_by", "to_be_ended_by", "raised_by", "told_to", "handled_by",
    "put_to", "readable_by",
}  # fmt: skip
LOOKING = {"amara", "ben", "grace", "efua", "farid"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_request_log")]


def wrong_addresses(stage: Stage) -> set[str]:
    """The private addresses of which some cell of what is closed to a person is wrong."""
    wrong: set[str] = set()
    for cell in table.cells():
        if cell.address not in PRIVATE or cell.address in wrong:
            continue
        if cell.expected != 404 or cell.relation in ("missing", "bin"):
            continue
        if cell.person in LOOKING and cell.method in table.addresses()[cell.address]:
            if stage.send(cell).answer != cell.expected:
                wrong.add(cell.address)
    return wrong


def narrowing_sets() -> list[type[QuerySet[Any]]]:
    """Every set of the program that knows what is whose."""
    managers = [model._default_manager for model in apps.get_models()]
    kinds = {type(manager.all()) for manager in managers}
    return [kind for kind in kinds if "visible_to" in vars(kind)]


def everything(name: str) -> Any:
    if name == "visible_with_standing":
        return lambda self, viewer: self.with_standing(viewer)
    return lambda self, viewer: self.all()


def view_modules() -> list[ModuleType]:
    return [
        module
        for name, module in sys.modules.items()
        if ".views" in name and hasattr(module, "get_object_or_404") and "django" not in name
    ]


@pytest.mark.sqlite  # what the table notices is the same on every database
def test_whatever_is_broken_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        for kind in narrowing_sets():
            for name in NARROWING & set(vars(kind)):
                broken.setattr(kind, name, everything(name))
        by_sets = wrong_addresses(stage)

    def anybodys(found: Any, *args: Any, **kwargs: Any) -> Any:
        model = getattr(found, "model", found)
        return get_object_or_404(model._default_manager.all(), *args, **kwargs)

    for module in view_modules():
        monkeypatch.setattr(module, "get_object_or_404", anybodys)
    by_views = wrong_addresses(stage)
    # Only an address of one's own is not fetched through `visible_to`.
    assert by_sets == PRIVATE - {"me/addresses/<id:pk>/remove/"}
    assert {a for a in PRIVATE if a.startswith(("your-journal/", "me/", "news/"))} <= by_views
