"""A real Chromium against the real program. Whatever it complains about fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.house import House

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")  # early, so that -m can choose by it


def headless() -> str:
    """The shell of the same Chromium, which has no windows and keeps no profile, if it is here."""
    found = os.environ.get("REFLECT_HEADLESS") or shutil.which("chromium-headless-shell")
    return found or chromium()


def chromium() -> str:
    """The whole one, as people have it."""
    found = os.environ.get("REFLECT_CHROMIUM") or shutil.which("chromium")
    return found or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": headless(), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.build()
    house.open()
    yield house
    house.close()


@pytest.fixture
def shots() -> Path | None:
    """Where pictures of every page go, if somebody wants to look."""
    folder = os.environ.get("REFLECT_SHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture
def amara(house: House) -> dict[str, str]:
    return house.do("person", name="Amara")


@pytest.fixture
def entry(house: House, amara: dict[str, str]) -> str:
    """An entry of Amara's with nothing in it yet."""
    return str(house.do("entry", id=amara["id"], answers={}, revision=0))


class Complaints(list[str]):
    """What a page's console said, and what it asked of anybody but the house."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.expected: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self.append(f"error: {error.error}"))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.house.url, "blob:", "about:")):
            self.append(f"asked elsewhere: {request.url}")

    def unexpected(self) -> list[str]:
        return [c for c in self if not any(words in c for words in self.expected)]


@pytest.fixture
def complaints(house: House) -> Iterator[Complaints]:
    """Checked after the test; `complaints.expected` names what the test provokes."""
    found = Complaints(house)
    yield found
    assert found.unexpected() == []


@pytest.fixture
def open_page(
    browser: Browser, house: House, complaints: Complaints
) -> Iterator[Callable[..., Page]]:
    """open_page(person) gives a page with a session of that person, on its own device."""
    contexts: list[BrowserContext] = []

    def opened(
        person: dict[str, str] | None = None,
        *,
        size: dict[str, int] | None = None,
        device: str = "shared",
        **options: Any,
    ) -> Page:
        options.setdefault("locale", "en-GB")
        context = browser.new_context(
            base_url=house.url, viewport=size or WIDE, reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        complaints.watch(context)
        if person:
            cookie = house.do("session", id=person["id"], device=device)
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
