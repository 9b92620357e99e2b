"""A writer's yes to handing on, just while somebody opens a share, or pairs the same two."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from journals.models import Share
from journals.services import handing, sharing
from people.audit import verify_trail
from people.models import AuditEvent
from supervision.models import Handing, Supervision
from supervision.services import pairs
from supervision.services.handing import HandingRefused, answer_as_colleague, ask_handing
from supervision.services.pairs import NotPairedError
from tests.makers import make_entry, make_share

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
REFUSED = (HandingRefused, NotPairedError, Share.DoesNotExist)
Act = Callable[[], object]


class Scene:
    def __init__(self, cast: SimpleNamespace) -> None:
        self.cast, self.house = cast, cast.team.organisation
        self.pair = Supervision.objects.get(supervisor=cast.ben, supervisee=cast.amara)
        self.pair.organisation = self.house
        self.pair.save()
        self.share = make_share(make_entry(cast.amara), self.pair)
        asked = ask_handing(
            supervision_id=self.pair.pk,
            actor=cast.ben,
            to_id=cast.chloe.pk,
            kind=Handing.Kind.HAND_ON,
        )
        self.handing = answer_as_colleague(handing_id=asked.pk, actor=cast.chloe, yes=True)

    def yes(self) -> object:
        return handing.accept_as_writer(handing_id=self.handing.pk, actor=self.cast.amara)

    def opens(self) -> object:
        return sharing.open_share(share_id=self.share.pk, reader=self.cast.ben)

    def pairs(self) -> object:
        return pairs.start_supervision(
            supervisor=self.cast.chloe,
            supervisee=self.cast.amara,
            organisation=self.house,
            actor=self.cast.hana,
        )

    def opened(self) -> bool:
        rows = AuditEvent.objects.filter(person=self.cast.amara, action="share-opened")
        return rows.exists()


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return Scene(cast)


def at_once(
    monkeypatch: pytest.MonkeyPatch, first: Act, second: Act, *, held_at: tuple[Any, str]
) -> list[str]:
    """The second begins while the first is in its middle, and holds what it holds. What each was
    told: "" if it was done."""
    module, name = held_at
    real, inside, over = getattr(module, name), threading.Event(), threading.Event()
    told, wrong = ["", ""], []

    def slowly(*args: Any, **kwargs: Any) -> Any:
        if not inside.is_set():
            inside.set()
            over.wait(timeout=1)  # for ever, were the second let through
        return real(*args, **kwargs)

    def run(number: int, act: Act) -> Callable[[], None]:
        def kept() -> None:
            try:
                if number:
                    assert inside.wait(timeout=20)
                act()
            except REFUSED as error:
                told[number] = type(error).__name__
            except Exception as error:  # noqa: BLE001  shown by the test
                wrong.append(error)
            finally:
                if number:
                    over.set()
                connection.close()

        return kept

    monkeypatch.setattr(module, name, slowly)
    threads = [threading.Thread(target=run(n, act)) for n, act in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    return told


def is_handed_on(scene: Scene) -> None:
    running = Supervision.objects.current().filter(supervisee=scene.cast.amara)
    assert running.get().supervisor == scene.cast.chloe
    scene.share.refresh_from_db()
    assert scene.share.state == "closed"
    assert not Share.objects.visible_to(scene.cast.ben).exists()
    assert not Share.objects.visible_to(scene.cast.chloe).exists()


def trails_are_whole(scene: Scene) -> None:
    for name in ("amara", "ben", "chloe"):
        assert verify_trail(getattr(scene.cast, name)) is None


def test_what_is_just_opened_is_read_and_then_shut(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = at_once(monkeypatch, scene.opens, scene.yes, held_at=(sharing, "record"))
    assert told == ["", ""]
    assert scene.opened()
    is_handed_on(scene)
    trails_are_whole(scene)


def test_after_the_yes_nothing_opens(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told = at_once(monkeypatch, scene.yes, scene.opens, held_at=(handing, "_hand_on"))
    assert told == ["", "DoesNotExist"]
    assert not scene.opened()
    is_handed_on(scene)
    trails_are_whole(scene)


def test_who_was_paired_meanwhile_takes_nothing_over(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two supervise side by side then: the yes was to something else."""
    told = at_once(monkeypatch, scene.pairs, scene.yes, held_at=(pairs, "begin"))
    assert told == ["", "HandingRefused"]
    assert Supervision.objects.current().filter(supervisee=scene.cast.amara).count() == 2
    scene.handing.refresh_from_db()
    assert scene.handing.state == "willing"
    scene.share.refresh_from_db()
    assert scene.share.is_open
    trails_are_whole(scene)


def test_who_takes_over_is_not_paired_twice(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told = at_once(monkeypatch, scene.yes, scene.pairs, held_at=(handing, "_hand_on"))
    assert told == ["", "NotPairedError"]
    is_handed_on(scene)
    trails_are_whole(scene)
