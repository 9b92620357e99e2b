"""The portfolio with the keyboard alone: from an entry to an account, and to the file to show."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.keys import press, tab_to

TOLD = "I sat down before I spoke.\n\nShe slept that night."


def test_by_keyboard_alone_from_an_entry_to_the_file(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    kept = house.do("portfolio_of", id=amara["id"])
    house.do("entry", id=amara["id"], title="Tea at four", answers={"happened": TOLD})
    page = open_page(amara)
    page.goto(f"/portfolio/cycles/{kept['cycle']}/")

    def link(name: str) -> None:
        press(page, page.get_by_role("main").get_by_role("link", name=name))

    def button(name: str) -> None:
        press(page, page.get_by_role("button", name=name))

    def tick(label: str) -> None:
        press(page, page.get_by_label(label, exact=True), "Space")
        expect(page.get_by_label(label, exact=True).first).to_be_checked()

    link("Reflective accounts of this cycle")
    link("Make a reflective account")
    press(page, page.get_by_label("Tea at four"), "Space")
    button("Begin the reflective account")
    tick("I sat down before I spoke.")
    press(page, page.get_by_label("What was the nature of the CPD activity"), "Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("What did you learn from")).to_be_checked()
    button("Take these lines across")
    expect(page.get_by_role("status").first).to_contain_text("Taken across")
    link("Choose themes")
    tick("Prioritise people")
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()
    link("Your reflective account, and what stands beside it")
    link("Look it through, and call it done")
    button("It is done")
    expect(page.get_by_role("main")).to_contain_text("NMC reflective account")

    page.goto(f"/portfolio/cycles/{kept['cycle']}/")
    link("Take it as a file, to show")
    button("Look it through")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you take it")
    if page.get_by_label("I have looked at these").count():
        tick("I have looked at these")
    tab_to(page, page.get_by_role("button", name="Download it"))
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def test_by_keyboard_alone_a_line_is_kept_taken_out_and_brought_back(
    open_page: Callable[..., Page], house: House, amara: dict[str, str]
) -> None:
    house.do("portfolio_of", id=amara["id"])
    page = open_page(amara)
    page.goto("/portfolio/")
    press(page, page.get_by_role("link", name="Add feedback"))
    tab_to(page, page.get_by_label("When was it?"))
    page.keyboard.type("03022026")  # a browser's own field for days: month, day, year
    tab_to(page, page.get_by_label("What was it about?"))
    page.keyboard.type("That I had sat down")
    press(page, page.get_by_role("button", name="Save"))
    line = page.get_by_role("link", name=re.compile("^That I had sat down"))
    press(page, line)
    press(page, page.get_by_role("button", name="Take it out of the log"))
    expect(line).to_be_hidden()
    press(page, page.get_by_role("button", name="Bring it back"))
    expect(line).to_be_visible()
