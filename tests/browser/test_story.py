"""A nurse writes a Time Out in several goes, and it is all there: the product's first job."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.makers import PASSWORD


def sign_in(page: Page, person: dict[str, str]) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1280"])
def test_sign_in(open_page: Callable[..., Page], amara: dict[str, str], size: Any) -> None:
    page = open_page(size=size)
    sign_in(page, amara)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
