"""What happens after a session has ended under a nurse who goes on typing: one script each."""

from __future__ import annotations

import random

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.house import House
from tests.faults.session_nurse import ENDS, SEEN, Nurse, plain, sign_in_instead, sign_out

WEAKNESSES = {"dropped": "by the page's link", "lent": "another beside", "forged": "another tab"}
MARK = "Ife's own words."


class Script:
    """One nurse, one end of her session, and what she or somebody else does then."""

    def __init__(
        self, house: House, browser: Browser, rng: random.Random, *, kind: str, weakness: str = ""
    ) -> None:
        self.house, self.kind, self.weakness = house, kind, weakness
        self.scripted = kind in SCRIPTED
        self.rng, self.end = rng, rng.choice(list(ENDS))
        self.context: BrowserContext = browser.new_context(
            base_url=house.url, locale="en-GB", reduced_motion="reduce",
            viewport={"width": 700, "height": 500}, java_script_enabled=self.scripted,
        )  # fmt: skip
        self.context.set_default_timeout(20_000)
        self.nurse = Nurse(house, rng, self.scripted)
        self.other = ""

    def close(self) -> None:
        self.context.close()
        for person in filter(None, [self.nurse.id, self.other]):
            self.house.do("end_sessions", id=person)

    def run(self) -> list[str]:
        page = self.nurse.at(self.context)
        if self.weakness == "forged":
            self._forge(page)
        (SCRIPTED | PLAIN)[self.kind](self, page)
        if self.weakness == "dropped":
            part = next(part for part, text in self.nurse.claimed.items() if text)
            self.house.do("drop_answer", entry=self.nurse.entry, part=part)
        self.nurse.finally_kept(whole=self.kind != "another instead")
        return self.nurse.faults

    def _forge(self, page: Page) -> None:
        """An answer as of the program, which never heard of the save."""

        def answer(route: Route) -> None:
            operation = route.request.headers["reflect-operation"]
            told = {"errors": {}, "notices": {}, "clashes": {}, "saved": {}}
            route.fulfill(json=told, headers={"Reflect-Saved": f"{operation} 0"})

        page.route("**/save/", answer)

    # With scripts: the words stay on the page.

    def _written_past_the_end(self, page: Page) -> None:
        nurse = self.nurse
        nurse.type_on(page)
        if self.weakness or self.rng.random() < 0.7:
            nurse.is_saved(page)
        nurse.type_while_it_ends(page, self.end)
        nurse.is_told(page)

    def _until_signed_out(self, page: Page) -> None:
        expect(page.locator("[data-badge]")).to_have_attribute("data-state", "signed-out")
        if self.rng.random() < 0.3:  # she presses Finish all the same: the page must stay
            page.locator(".write__finish").click()
            page.wait_for_timeout(100)
        self.nurse.type(page)
        self._words_are_on(page)
        self.nurse.is_told(page)

    def _words_are_on(self, page: Page) -> None:
        seen = page.evaluate(SEEN)
        if missing := [word for word in self.nurse.words if word not in seen]:
            self.nurse.faults.append(f"lost: {len(missing)} words are not on the page any more")

    def _back_on(self, page: Page) -> None:
        page.bring_to_front()
        page.evaluate("dispatchEvent(new Event('focus'))")
        if self.rng.random() < 0.5:
            self.nurse.type(page)

    def another_tab(self, page: Page) -> None:
        self._written_past_the_end(page)
        if self.weakness != "forged" and self.rng.random() < 0.7:
            self._until_signed_out(page)
        door = self.context.new_page()
        door.goto("/")
        self.nurse.sign_in(door)
        door.close()
        self._back_on(page)
        self.nurse.is_saved(page)

    def by_the_link(self, page: Page) -> None:
        self._written_past_the_end(page)
        self._until_signed_out(page)
        with self.context.expect_page() as opening:
            page.get_by_role("link", name="Sign in again").click()
        door = opening.value
        door.wait_for_load_state()
        self.nurse.sign_in(door)
        if not door.url.endswith(self.nurse.path):
            self.nurse.faults.append("lost: signing in again did not lead back to the entry")
        self.nurse.is_told(door)
        door.close()
        self._back_on(page)
        self.nurse.is_saved(page)

    def another_beside(self, page: Page) -> None:
        """Her page stands open, and in a tab beside it somebody else signs in: it closes."""
        self._written_past_the_end(page)
        self._until_signed_out(page)
        door = self.context.new_page()
        self._the_other(door)
        back = page.locator("[data-cover-return]")
        expect(back).to_be_visible()
        page.bring_to_front()
        back.click()  # by the other one, who does not get behind it
        expect(page.locator("[data-cover-status]")).not_to_be_empty()
        expect(page.locator("[name=q-happened]")).to_be_hidden()
        self._words_are_on(page)
        self._look_around(door)
        sign_out(door)
        door.goto("/")
        sign_in_instead(door, self.nurse.person)
        door.close()
        page.bring_to_front()
        back.click()
        expect(page.locator("[data-cover-return]")).to_have_count(0)
        self.nurse.type(page)
        self.nurse.is_saved(page)

    def another_instead(self, page: Page) -> None:
        """She leaves with words that were not saved; she was asked, and they are nobody's."""
        self._written_past_the_end(page)
        self._until_signed_out(page)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/")
        if asked != ["beforeunload"]:
            self.nurse.faults.append("lost: the page was left without a question")
        self._the_other(page)
        self._look_around(page)
        sign_out(page)
        page.goto(self.nurse.path)
        self.nurse.sign_in(page)
        expect(page.locator("#write")).to_be_visible()
        self.nurse.is_told(page)

    # Without scripts: the page is posted, kept, and given back.

    def _posted_past_the_end(self, page: Page) -> None:
        nurse = self.nurse
        for _page in range(self.rng.randint(0, 2)):
            nurse.type_on(page)
            nurse.press_save(page)
            nurse.is_told(page)
        nurse.type_while_it_ends(page, self.end)

    def _given_back(self, page: Page) -> None:
        self.nurse.sign_in(page)
        if not page.url.split("#")[0].endswith(self.nurse.path):
            page.goto(self.nurse.path)
        expect(page.locator("#parked")).to_be_visible()
        self._words_are_on(page)
        self.nurse.is_told(page)
        page.get_by_role("button", name="Save these words").click()
        expect(page.locator("#parked")).to_have_count(0)
        self.nurse.is_told(page)

    def posted(self, page: Page) -> None:
        self._posted_past_the_end(page)
        self.nurse.press_save(page)
        self._given_back(page)

    def posted_then_another(self, page: Page) -> None:
        self._posted_past_the_end(page)
        self.nurse.press_save(page)
        self._the_other(page)
        self._look_around(page)
        sign_out(page)
        page.goto(self.nurse.path)
        self._given_back(page)

    def posted_by_another(self, page: Page) -> None:
        """Somebody else signs in beside it and presses Save on the page that she left."""
        self._posted_past_the_end(page)
        door = self.context.new_page()
        self._the_other(door)
        self.nurse.press_save(page)
        self._sees_nothing(page)
        self._look_around(door)
        sign_out(door)
        door.goto(self.nurse.path)
        self._given_back(door)

    # The other one.

    def _the_other(self, page: Page) -> None:
        """Somebody else signs in here, and writes in an entry of her own."""
        made = self.house.do("writing_nurse", name="Ife")
        self.other, self.others_entry = made["id"], made["entry"]
        if page.url == "about:blank":
            page.goto("/")
        sign_in_instead(page, made)
        self._sees_nothing(page)
        page.goto(f"/your-journal/{self.others_entry}/write/")
        page.locator("[name=q-happened]").press_sequentially(MARK)
        if self.scripted:
            expect(page.locator("[data-badge][data-state=saved]")).to_be_visible()
            page.evaluate("window.claims.splice(0)")
        else:
            self.nurse.press_save(page)
        if self.weakness == "lent":
            part = next(part for part, text in self.nurse.claimed.items() if text)
            self.house.do("lend_answer", entry=self.nurse.entry, part=part, to=self.others_entry)

    def _look_around(self, page: Page) -> None:
        own, hers = f"/your-journal/{self.others_entry}/", f"/your-journal/{self.nurse.entry}/"
        others = self.rng.sample([own, f"{own}write/", hers, "/your-journal/", "/"], 2)
        for path in (*others, f"{hers}write/"):
            page.goto(path, wait_until="domcontentloaded")
            self._sees_nothing(page)
        for _back in range(self.rng.randint(1, 3)):
            page.go_back(wait_until="domcontentloaded")
            self._sees_nothing(page)
        self._holds_nothing()

    def _sees_nothing(self, page: Page) -> None:
        seen = page.evaluate(SEEN)
        if shown := [word for word in self.nurse.words if word in seen]:
            place = page.url.removeprefix(self.house.url).replace(self.nurse.entry, "…")
            self.nurse.faults.append(f"shown to another: {len(shown)} words at {place}")

    def _holds_nothing(self) -> None:
        journal = self.house.do("journal_of", id=self.other)["entries"]
        if [word for word in self.nurse.words if word in str(journal)]:
            self.nurse.faults.append("saved under another: her words are in the other's journal")
        elif plain(journal[self.others_entry]["answers"].get("happened")) != MARK:
            self.nurse.faults.append("lost: the other's own words")


SCRIPTED = {
    "another tab": Script.another_tab,
    "by the page's link": Script.by_the_link,
    "another beside": Script.another_beside,
    "another instead": Script.another_instead,
}
PLAIN = {
    "posted": Script.posted,
    "posted, then another": Script.posted_then_another,
    "posted by another": Script.posted_by_another,
}


def random_kind(rng: random.Random) -> str:
    return rng.choice(list(SCRIPTED if rng.random() < 0.75 else PLAIN))
