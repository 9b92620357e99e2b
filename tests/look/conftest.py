"""A Chromium for the tests of this folder."""

import os
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM_ARGUMENTS, headless


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Playwright's loop runs in the test's thread; the database is used between its steps.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return browser_type_launch_args | {
        "executable_path": headless(),
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture
def stage(settings: Any, live_server: Any) -> str:
    """The address of a server that also shows the pieces."""
    settings.ROOT_URLCONF = "tests.look.stage"
    return str(live_server.url)
