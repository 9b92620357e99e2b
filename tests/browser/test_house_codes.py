"""A leader brings a code of the house, and a colleague ticks a part of it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.prompts.code_makers import ASKED, VALUES


def test_a_code_goes_from_a_leader_to_a_picker(
    open_page: Callable[..., Page], house: House, shots: Path | None
) -> None:
    dev, ife, efua = (house.do("person", name=name) for name in ("Dev", "Ife", "Efua"))
    own = house.do("publisher", id=dev["id"], mate=ife["id"])
    page = open_page(dev)
    inspector = Inspector(page, shots)
    page.goto(f"/house/{own}/add/")
    inspector.look("code add")
    page.get_by_label("Or its text", exact=True).fill(VALUES + ASKED)
    page.get_by_role("button", name="Check it and look at it").click()
    page.wait_for_url("**/preview/")
    inspector.look("code preview")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/library/codes/our-values-*/")
    inspector.look("code of a house")
    address = page.url
    page.goto("/library/codes/")
    inspector.look("codes")
    page.goto(f"/house/{own}/")
    inspector.look("house with a code")
    assert [str(fault) for fault in inspector.faults] == []

    colleague = open_page(ife)
    looking = Inspector(colleague, shots)
    colleague.goto("/library/generic/")
    colleague.get_by_role("button", name="Write").first.click()
    expect(colleague.get_by_text("Our values: Courage")).to_have_count(1)
    looking.look("picker with a code")
    assert [str(fault) for fault in looking.faults] == []

    answer = open_page(efua).request.get(address)
    assert answer.status == 404
