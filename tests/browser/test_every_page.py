"""Every page, in both widths and both colours: accessible, silent, and without a riddle link.

The pages are those of reflectjournal/access.yaml that Amara may open, those that nobody
needs to sign in for, and the states that a page can be in.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

from tests.browser.addresses import pages_of_the_table
from tests.browser.conftest import Complaints
from tests.browser.house import House
from tests.browser.inspector import Inspector

PARTS = 4  # of the walk through all of them, so that workers side by side share it out


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_a_nurse(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    shots: Path | None,
    part: int,
) -> None:
    things = house.do("gallery", id=amara["id"])
    things["prompt"] = house.do("prompts_of_every_kind")[0]
    inspector = Inspector(open_page(amara), shots)
    pages = pages_of_the_table(things, "amara")
    assert len(pages) > 25
    for name, path in list(pages.items())[part::PARTS]:
        inspector.visit(name, path)
    assert [str(fault) for fault in inspector.faults] == []


def test_every_page_without_signing_in(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], shots: Path | None
) -> None:
    things = house.do("gallery", id=amara["id"])
    inspector = Inspector(open_page(), shots)
    for name, path in pages_of_the_table(things, "nobody").items():
        inspector.visit(f"nobody {name}", path)
    inspector.visit("nobody new password", f"/sign-in/forgotten/{things['reset']}/")
    inspector.visit("nobody old reset link", f"/sign-in/forgotten/{'0' * 32}-abc-def/")
    inspector.visit("nobody old invitation", "/me/invitation/not-there/")
    inspector.visit("nobody old stop link", "/me/wait/stop/not-there/")
    inspector.visit("nobody sign-in refused", "/sign-in/?answer=no-match")
    inspector.visit("nobody sign-in too often", "/sign-in/?answer=wait")
    assert [str(fault) for fault in inspector.faults] == []


def test_every_kind_of_question(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], shots: Path | None
) -> None:
    inspector = Inspector(open_page(amara), shots)
    for number, prompt in enumerate(house.do("prompts_of_every_kind")):
        entry = house.do("start", id=amara["id"], prompt=prompt)
        inspector.visit(f"write kinds {number}", f"/your-journal/{entry}/write/")
    assert [str(fault) for fault in inspector.faults] == []


def test_every_state_of_a_page(
    open_page: Callable[..., Page],
    house: House,
    amara: dict[str, str],
    complaints: Complaints,
    shots: Path | None,
) -> None:
    things = house.do("gallery", id=amara["id"])
    inspector = Inspector(open_page(amara), shots)
    inspector.visit("two texts", f"/your-journal/{things['fought']}/write/")
    inspector.visit("parked with errors", f"/your-journal/{things['parked']}/write/")
    inspector.page.goto(f"/portfolio/accounts/{things['account']}/")
    inspector.page.get_by_label("She told me.").check()
    inspector.page.get_by_role("button", name="Take these lines across").click()
    inspector.page.wait_for_url("**/?look#into")
    inspector.look("lines not taken across")
    complaints.expected.append("404 (Not Found)")
    inspector.visit("error missing", "/your-journal/not-there/")
    inspector.page.goto(f"/your-journal/{things['finished']}/")
    with inspector.page.expect_navigation():
        inspector.page.get_by_role("button", name="Delete").first.click()
    inspector.look("deleted with undo")
    inspector.page.goto("/sign-in/")
    assert [str(fault) for fault in inspector.faults] == []


def test_pages_of_somebody_new(
    open_page: Callable[..., Page], house: House, shots: Path | None
) -> None:
    ife = house.do("person", name="Ife", new=True)
    inspector = Inspector(open_page(ife), shots)
    for step in ("", "codes/", "address/", "you/"):
        inspector.visit(f"welcome {step or 'first'}", f"/me/welcome/{step}")
    efua = house.do("person", name="Efua")
    inspector = Inspector(open_page(efua), shots)
    for name, path in {
        "empty home": "/",
        "empty journal": "/your-journal/",
        "empty bin": "/your-journal/bin/",
        "empty take-out": "/take-out/",
    }.items():
        inspector.visit(name, path)
    assert [str(fault) for fault in inspector.faults] == []


def test_locked_and_held(
    open_page: Callable[..., Page], house: House, amara: dict[str, str], shots: Path | None
) -> None:
    page = open_page(amara)
    house.do("age_sessions", id=amara["id"], seconds=400)
    inspector = Inspector(page, shots)
    inspector.visit("locked", "/your-journal/")
    assert "/me/lock/" in page.url
    held = house.do("person", name="Held")
    house.do("hold", id=held["id"])
    inspector = Inspector(open_page(held), shots)
    inspector.visit("held home", "/")
    inspector.visit("held journal", "/your-journal/")
    assert "/me/wait/" in inspector.page.url
    assert [str(fault) for fault in inspector.faults] == []


def test_calm_pages(
    open_page: Callable[..., Page], house: House, complaints: Complaints, shots: Path | None
) -> None:
    """Those that stand when little else does."""
    page = open_page()
    inspector = Inspector(page, shots)
    for template in ("400.html", "405.html", "500.html", "503.html"):
        body: Any = house.do("calm_page", template=template)
        page.route("**/calm/", _answer_with(body))
        inspector.visit(f"error {template}", "/calm/")
        page.unroute("**/calm/")
    assert [str(fault) for fault in inspector.faults] == []


def _answer_with(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")


def test_the_inspector_sees_faults(open_page: Callable[..., Page], house: House) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.evaluate(
        """document.querySelector('main').innerHTML =
           '<input name="a"><a href="/one/">Open</a> <a href="/two/">Open</a>'"""
    )
    inspector = Inspector(page, None)
    inspector.look("broken on purpose")
    found = " ".join(str(fault) for fault in inspector.faults)
    assert "label:" in found and "leads to" in found


def test_complaints_are_heard(open_page: Callable[..., Page], complaints: Complaints) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.evaluate("setTimeout(() => { throw new Error('on purpose') })")
    page.wait_for_timeout(300)
    with suppress(PlaywrightError):  # nobody answers there
        page.goto("http://127.0.0.1:9/")
    heard = " ".join(complaints)
    complaints.clear()
    assert "Content Security Policy" in heard
    assert "on purpose" in heard
    assert "asked elsewhere: http://127.0.0.1:9/" in heard
