"""Every page, in both widths and both colours: accessible, silent, and without a riddle link.

The pages are those of reflectjournal/access.yaml that Amara may open, those that nobody
needs to sign in for, and the states that a page can be in.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route

from tests.access import table
from tests.browser.conftest import PHONE, WIDE, Complaints
from tests.browser.house import House

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONVERTER = re.compile(r"<\w+:\w+>")
# For each address with an id, which thing of the gallery stands in it.
THINGS = {
    "your-journal/<id:pk>/": "finished",
    "your-journal/<id:pk>/write/": "entry",
    "your-journal/<id:pk>/care/": "entry",
    "your-journal/<id:pk>/later/": "entry",
    "your-journal/<id:pk>/history/": "finished",
    "your-journal/<id:pk>/purge/": "binned",
    "your-journal/<id:pk>/check/": "finished",
    "your-journal/<id:pk>/share/": "finished",
    "your-journal/<id:pk>/share/preview/": "finished",
    "your-journal/<id:pk>/share/outside/": "finished",
    "your-journal/<id:pk>/share/outside/preview/": "finished",
    "meetings/<id:pk>/": "meeting",
    "meetings/<id:pk>/edit/": "meeting",
    "meetings/<id:pk>/agenda/": "meeting",
    "meetings/<id:pk>/cancel/": "meeting",
    "meetings/<id:pk>/promises/": "meeting",
    "meetings/<id:pk>/minutes/": "meeting-over",
    "meetings/<id:pk>/minutes/write/": "meeting-over",
    "carry/<id:pk>/": "meeting-over",
    "join/<str:code>/": "ABCDEFGH",
    "promises/<id:pk>/": "promise",
    "promises/<id:pk>/change/": "promise",
    "promises/<id:pk>/answer/": "promise",
    "promises/<id:pk>/hand-over/": "promise",
    "promises/<id:pk>/delete/": "promise",
    "portfolio/cycles/<id:pk>/": "cycle",
    "portfolio/cycles/<id:pk>/coverage/": "cycle",
    "portfolio/cycles/<id:pk>/change/": "cycle",
    "portfolio/cycles/<id:pk>/delete/": "cycle",
    "portfolio/cycles/<id:pk>/accounts/": "cycle",
    "portfolio/cycles/<id:pk>/accounts/new/": "cycle",
    "portfolio/cycles/<id:pk>/pack/": "cycle",
    "portfolio/cycles/<id:pk>/discussion/": "cycle",
    "portfolio/cycles/<id:pk>/confirmation/": "cycle",
    "portfolio/accounts/<id:pk>/": "account",
    "portfolio/accounts/<id:pk>/sources/": "account",
    "portfolio/accounts/<id:pk>/check/": "account done",
    "portfolio/hours/<id:pk>/change/": "line hours",
    "portfolio/cpd/<id:pk>/change/": "line cpd",
    "portfolio/feedback/<id:pk>/change/": "line feedback",
    "portfolio/hours/<id:pk>/files/": "line hours",
    "portfolio/cpd/<id:pk>/files/": "line cpd",
    "portfolio/feedback/<id:pk>/files/": "line feedback",
    "peers/<id:pk>/end/": "peer",
    "supervision/<id:pk>/": "pair",
    "supervision/agreements/<id:pk>/": "agreement",
    "supervision/<id:pk>/agreement/change/": "pair",
    "supervision/<id:pk>/feedback/": "pair",
    "supervision/feedback/<id:pk>/": "feedback",
    "supervision/<id:pk>/end/": "pair",
    "supervision/<id:pk>/another/": "pair",
    "supervision/<id:pk>/hand-on/": "led",
    "supervision/handing/<id:pk>/": "handing",
    "supervision/<id:pk>/agreement/sign/": "pair",
    "supervision/sessions/<id:pk>/": "session read",
    "supervision/sessions/<id:pk>/change/": "session planned",
    "supervision/sessions/<id:pk>/read/": "session read",
    "supervision/sessions/<id:pk>/topic/": "session down",
    "supervision/drop-ins/<id:pk>/": "session drop-in",
    "groups/session/<id:pk>/": "session group",
    "shared/<id:pk>/group/": "session shared",
    "supervision/<id:pk>/sessions/": "session pair",
    "supervision/<id:pk>/sessions/new/": "session pair",
    "supervision/<id:pk>/topic/": "session pair",
    "shared/<id:pk>/": "share",
    "shared/told/<id:pk>/": "concern",
    "shared/<id:pk>/withdraw/": "share",
    "read/link/<str:token>/": "link",
    "your-journal/earlier/<id:pk>/": "revision",
    "take-out/<id:pk>/": "finished",
    "take-out/<id:pk>/for-others/": "finished",
    "me/addresses/<id:pk>/remove/": "address",
    "me/second-step/<id:pk>/remove/": "factor",
    "me/invitation/<str:token>/": "invitation",
    "me/wait/stop/<str:token>/": "hold",
    "library/<slug:key>/": "wright-2021",
    "library/<slug:key>/print/": "wright-2021",
    "library/prompt/<id:pk>/print/": "prompt",
    "library/codes/<slug:key>/": "nmc-2018",
    "measures/<id:pk>/": "measure",
    "measures/filled/<id:pk>/": "sitting",
    "bring-in/<id:pk>/": "text-waiting",
    "bring-in/<id:pk>/record/": "journal-brought",
    "library/prompt/<id:pk>/": "prompt",
    "sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$": "reset",
}
NOT_PAGES = {"healthz/live", "healthz/ready", "me/session/", "me/codes/download/", "read/state/",
             "library/<slug:key>/file/", "library/prompt/<id:pk>/file/",
             "supervision/sessions/<id:pk>/calendar/", "portfolio/files/<id:pk>/"}  # fmt: skip


PARTS = 4  # of the walk through all of them, so that workers side by side share it out


@dataclass(frozen=True)
class Fault:
    page: str
    what: str

    def __str__(self) -> str:
        return f"{self.page}: {self.what}"


@cache
def axe() -> str:
    return Path(AXE_FILE_PATH).read_text()


class Inspector:
    """Looks at one page after another, and collects what is wrong."""

    def __init__(self, page: Page, shots: Path | None) -> None:
        self.page, self.shots = page, shots
        self.faults: list[Fault] = []
        self.seen: list[str] = []

    def visit(self, name: str, path: str) -> None:
        self.page.set_viewport_size(PHONE)
        self.page.emulate_media(color_scheme="light")
        response = self.page.goto(path)
        if response is None or (response.status >= 400 and "error" not in name):
            self.faults.append(Fault(name, f"answered {response and response.status}"))
        self.look(name)

    def look(self, name: str) -> None:
        self.seen.append(name)
        for size, colours in ((PHONE, "light"), (WIDE, "dark")):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            label = f"{name} {size['width']} {colours}"
            if self.shots:
                file = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
                self.page.screenshot(
                    path=self.shots / f"{file}.png", full_page=True, timeout=60_000
                )
            self.faults += [Fault(label, each) for each in self._axe()]
            if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.faults.append(Fault(label, "is wider than the screen"))
        self.faults += [Fault(name, each) for each in self._riddles()]

    def _axe(self) -> list[str]:
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(axe())
        options = {"runOnly": TAGS, "resultTypes": ["violations"]}
        result = self.page.evaluate(f"axe.run(document, {json.dumps(options)})")
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:160]} ({v['nodes'][0].get('failureSummary', '')})"
            for v in result["violations"]
        ]

    def _riddles(self) -> list[str]:
        """Links that read the same and lead elsewhere."""
        links: list[list[str]] = self.page.eval_on_selector_all(
            "a[href]",
            """links => links.filter(a => a.checkVisibility()).map(a => [
                 (a.getAttribute('aria-label') || a.innerText).trim().replace(/\\s+/g, ' '),
                 a.href.split('#')[0]])""",
        )
        targets: dict[str, set[str]] = defaultdict(set)
        for text, target in links:
            targets[text.casefold()].add(target)
        return [f"“{t}” leads to {sorted(x)}" for t, x in targets.items() if len(x) > 1 or not t]


def pages_of_the_table(things: dict[str, str], person: str) -> dict[str, str]:
    """Name and path of each page that the table opens to this person."""
    found = {}
    for address, row in table.addresses().items():
        line = row.get("GET", {}).get(person)
        opens = 200 in line if isinstance(line, list) else line == 200
        if opens and address not in NOT_PAGES:
            thing = THINGS.get(address, "")
            path = CONVERTER.sub(things.get(thing, thing), address)
            found[address or "home"] = f"/{path}"
    found.pop(next((a for a in found if a.startswith("sign-in/^")), ""), None)
    return found


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
