"""A leader brings a programme; a colleague gets its link; somebody elsewhere gets nothing."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.walks import follow
from tests.prompts.files import TEA


def test_a_programme_goes_from_a_leader_to_a_colleague(
    open_page: Callable[..., Page], house: House, complaints: Complaints, shots: Path | None
) -> None:
    dev, ife, efua = (house.do("person", name=name) for name in ("Dev", "Ife", "Efua"))
    own = house.do("publisher", id=dev["id"], mate=ife["id"])
    page = open_page(dev, permissions=["clipboard-write"])  # a browser without windows asks nobody
    inspector = Inspector(page, shots)
    page.goto("/library/")
    page.get_by_role("link", name="has of its own").click()
    page.wait_for_url(f"**/house/{own}/")
    inspector.look("house empty")
    follow(page.get_by_role("link", name="Add a programme"))
    inspector.look("house add")

    page.get_by_label("Or its text", exact=True).fill(TEA.replace("kind: list", "kind: magic"))
    page.get_by_role("button", name="Check it and look at it").click()
    expect(page.get_by_role("heading", name="This cannot be published yet")).to_be_visible()
    expect(page.get_by_label("Or its text", exact=True)).to_have_value(
        TEA.replace("kind: list", "kind: magic")
    )
    expect(page).to_have_title("Not yet: Add a programme or a code · Reflect")
    inspector.look("house add refused")

    page.get_by_label("A file", exact=True).set_input_files(
        {"name": "tea.yaml", "mimeType": "application/yaml", "buffer": TEA.encode()}
    )
    page.get_by_role("button", name="Check it and look at it").click()
    page.wait_for_url("**/preview/")
    inspector.look("house preview")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/library/tea-*/")
    inspector.look("house programme")
    link = page.get_by_label("The link", exact=True).input_value()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.get_by_role("link", name="Pages to print").click()
    page.wait_for_url("**/print/")
    inspector.look("house programme on paper")
    assert [str(fault) for fault in inspector.faults] == []

    colleague = open_page(ife)
    colleague.goto(link)
    colleague.get_by_role("button", name="Write").click()
    expect(colleague.get_by_role("heading", name="Which leaves")).to_be_visible()

    complaints.expected.append("404 (Not Found)")
    stranger = open_page(efua)
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 404


def test_what_is_typed_is_there_after_the_page_locked(
    open_page: Callable[..., Page], house: House
) -> None:
    dev, ife = (house.do("person", name=name) for name in ("Dev", "Ife"))
    own = house.do("publisher", id=dev["id"], mate=ife["id"])
    page = open_page(dev)
    page.goto(f"/house/{own}/add/")
    page.get_by_label("Or its text", exact=True).fill("key: half-a-file")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Reference shelf")).to_be_visible()
    again = open_page(dev)
    again.goto(f"/house/{own}/add/")
    expect(again.get_by_label("Or its text", exact=True)).to_have_value("key: half-a-file")
