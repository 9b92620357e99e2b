"""One account before a group: its writer says yes, and the group reads it in its time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.deeds.groups import WORDS
from tests.browser.house import House
from tests.browser.keys import press as by_keyboard

Person = dict[str, str]
Press = Callable[[Page, Locator], None]


@pytest.fixture
def people(house: House, amara: Person) -> list[Person]:
    """The writer, the supervisor, and one more of the group."""
    return [amara, *(house.do("person", name=name) for name in ("Ben", "Efua"))]


def click(page: Page, target: Locator) -> None:
    target.click()


def signed_in(page: Page, house: House, person: Person, *, factor: bool = True) -> Page:
    cookie = house.do("session", id=person["id"], factor=factor)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    return page


@pytest.mark.parametrize(
    ("press", "scripts"), [(by_keyboard, True), (click, False)], ids=["by keyboard", "no scripts"]
)
def test_a_group_reads_one_account_together(
    open_page: Callable[..., Page],
    house: House,
    people: list[Person],
    complaints: Complaints,
    press: Press,
    scripts: bool,
) -> None:
    complaints.expected.append("status of 404")  # of what was taken back
    amara, ben, efua = people
    things = house.do("group", supervisor=ben["id"], writer=amara["id"], other=efua["id"])
    hers = signed_in(open_page(java_script_enabled=scripts), house, amara, factor=False)
    theirs = signed_in(open_page(java_script_enabled=scripts), house, efua)
    session = f"/supervision/sessions/{things['session']}/"

    hers.goto(session)
    press(hers, hers.get_by_role("link", name="Put something that you shared"))
    press(hers, hers.get_by_role("link", name="Look at it"))
    for name in ("Ben", "Efua"):
        expect(hers.get_by_role("listitem").filter(has_text=name)).to_be_visible()
    expect(hers.get_by_text(WORDS)).to_be_visible()
    press(hers, hers.get_by_role("button", name="Yes, put it before them"))
    expect(hers.get_by_text("It is before that group, for its time only.")).to_be_visible()
    expect(hers.get_by_text("Nobody opened it.")).to_be_visible()

    theirs.goto(session)
    expect(theirs.get_by_role("link", name="Read it together")).to_have_count(0)
    expect(theirs.get_by_text("Amara put")).to_have_count(0)

    house.do("group_meets", session=things["session"])
    theirs.reload()
    press(theirs, theirs.get_by_role("link", name="Read it together"))
    expect(theirs.get_by_role("heading", name="Amara put this before the group")).to_be_visible()
    expect(theirs.get_by_text(WORDS)).to_be_visible()
    expect(theirs.get_by_text("Words that were not chosen")).to_have_count(0)

    hers.reload()
    expect(hers.get_by_text("Nobody opened it.")).to_have_count(0)
    press(hers, hers.get_by_role("button", name="Take it back"))
    expect(hers.get_by_text("You took it back on")).to_be_visible()
    gone = theirs.reload()
    assert gone is not None and gone.status == 404
    expect(theirs.get_by_text(WORDS)).to_have_count(0)


def test_who_has_no_second_step_is_led_to_it_before_the_group_meets(
    open_page: Callable[..., Page], house: House, people: list[Person]
) -> None:
    amara, ben, efua = people
    things = house.do("group", supervisor=ben["id"], writer=amara["id"], other=efua["id"])
    theirs = signed_in(open_page(), house, efua, factor=False)
    theirs.goto(f"/supervision/sessions/{things['session']}/")
    by_keyboard(theirs, theirs.get_by_role("link", name="Set it up"))
    theirs.wait_for_url("**/needed/**")
    expect(theirs.get_by_role("link", name="Set up an app with codes")).to_be_visible()
