"""A nurse at a browser whose session ends while she writes, and what was claimed to her.

What she types she only adds to, every word is there once in the world, and so each claim of
"Saved" is a text with which what is kept must begin.
"""

from __future__ import annotations

import random
import re
import threading
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.house import House

Person = dict[str, str]  # id, email, password, entry and cookie
PARTS = {"happened": "q-happened", "in_a_line": "q-in_a_line"}
ENDS = {
    "deleted": ("end_sessions", {}),
    "locked": ("lock_sessions", {}),
    "expired": ("age_sessions", {"seconds": 400 * 24 * 3600}),
}
# Notes each moment at which the page says "Saved", and what stands on it in that moment.
WATCH = """
window.claims = [];
const look = () => {
  const badge = document.querySelector("[data-badge]");
  if (!badge?.textContent.trim().startsWith("Saved") && badge?.dataset.state !== "saved") return;
  window.claims.push(Object.fromEntries(
    [...document.querySelectorAll("#write [name^=q-]")].map((field) => [field.name, field.value]),
  ));
};
addEventListener("DOMContentLoaded", () => {
  const badge = document.querySelector("[data-badge]");
  if (!badge) return;
  const how = { attributes: true, childList: true, characterData: true, subtree: true };
  new MutationObserver(look).observe(badge, how);
  document.addEventListener("input", () => setTimeout(look));
  look();
});
"""
# The same for a page without scripts, right after it was drawn.
CLAIMS = """() => {
  const said = document.querySelector("[data-badge]")?.textContent.trim() ?? "";
  if (!said.startsWith("Saved")) return [];
  return [Object.fromEntries(
    [...document.querySelectorAll("#write [name^=q-]")].map((field) => [field.name, field.value]),
  )];
}"""
SEEN = """() => [document.documentElement.outerHTML, document.title, location.href,
  ...[...document.querySelectorAll("input, textarea")].map((field) => field.value)].join("\\n")"""


def plain(text: Any) -> str:
    return " ".join(str(text or "").split())


class Nurse:
    """One script's writer: what she typed, and what she was told is saved."""

    def __init__(self, house: House, rng: random.Random, scripted: bool) -> None:
        self.house, self.rng, self.scripted = house, rng, scripted
        self.person: Person = house.do("writing_nurse", name="Amara")
        self.id, self.entry = self.person["id"], self.person["entry"]
        self.typed = dict.fromkeys(PARTS, "")
        self.claimed = dict.fromkeys(PARTS, "")
        self.faults: list[str] = []
        self.sent: set[str] = set()  # the operations of her saves

    @property
    def path(self) -> str:
        return f"/your-journal/{self.entry}/write/"

    @property
    def words(self) -> list[str]:
        return [word for text in self.typed.values() for word in text.split()]

    def at(self, context: BrowserContext) -> Page:
        """Her entry, opened in a browser in which she is signed in."""
        if self.scripted:
            context.add_init_script(WATCH)
        context.on("request", self._note)
        cookie = {"name": "sessionid", "value": self.person["cookie"], "url": self.house.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(self.path)
        return page

    def _note(self, request: Any) -> None:
        if request.method == "POST" and "/your-journal/" in request.url:
            self.sent.add(request.headers.get("reflect-operation", f"form {len(self.sent)}"))

    def type(self, page: Page, part: str = "", words: int = 0) -> None:
        part = part or self.rng.choice(list(PARTS))
        box = page.locator(f"[name={PARTS[part]}]")
        box.press("Control+End")
        for _word in range(words or self.rng.randint(1, 4)):
            gap = " " if self.typed[part] else ""
            word = f"{gap}w{self.rng.getrandbits(32):08x}"
            if self.rng.random() < 0.3:
                box.press_sequentially(word, delay=self.rng.choice([0, 5, 30]))
            else:  # at once, as by a phone's keyboard
                page.keyboard.insert_text(word)
            self.typed[part] += word

    def type_on(self, page: Page) -> None:
        """In a few steps, with pauses in which the page may save, or just not."""
        for _step in range(self.rng.randint(1, 3)):
            self.type(page)
            if self.scripted:
                page.wait_for_timeout(self.rng.choice([0, 50, 650]) + self.rng.uniform(0, 150))

    def type_while_it_ends(self, page: Page, end: str) -> None:
        """The session ends at some moment, between two letters or in the middle of a save."""
        deed, how = ENDS[end]
        wait = self.rng.uniform(0, 0.9) if self.scripted else 0.0
        trouble: list[Exception] = []

        def ends() -> None:
            try:
                self.house.do(deed, id=self.id, **how)
            except Exception as error:  # noqa: BLE001  told by who waits for it
                trouble.append(error)

        timer = threading.Timer(wait, ends)
        timer.start()
        self.type_on(page)
        timer.join()
        if trouble:
            raise trouble[0]
        self.type(page)  # and she does not know

    def press_save(self, page: Page) -> None:
        with page.expect_navigation():
            page.locator(".write__save").click()

    def is_told(self, page: Page) -> None:
        """Take down what the page claims, and see at once whether it is so."""
        claims = page.evaluate("() => window.claims.splice(0)" if self.scripted else CLAIMS)
        kept = self.house.do("journal_of", id=self.id)["entries"].get(self.entry, {})
        for claim in claims:
            for part, name in PARTS.items():
                said = plain(claim.get(name))
                if not plain(kept.get("answers", {}).get(part)).startswith(said):
                    self.faults.append(f"lost: {part} was said to be saved and is not there")
                elif len(said) > len(self.claimed[part]):
                    self.claimed[part] = said

    def is_saved(self, page: Page) -> None:
        """Until the page says so of everything."""
        expect(page.locator("[data-badge][data-state=saved]")).to_be_visible(timeout=20_000)
        self.is_told(page)
        for part, text in self.typed.items():
            if self.claimed[part] != plain(text):
                self.faults.append(f"lost: {part} on the page is not all that was typed")

    def sign_in(self, page: Page) -> None:
        sign_in(page, self.person)

    def finally_kept(self, *, whole: bool = True) -> None:
        """All that she typed, once; or, if she left without it, at least what was claimed."""
        journal = self.house.do("journal_of", id=self.id)
        kept = journal["entries"].get(self.entry)
        if kept is None or len(journal["entries"]) > 1:
            self.faults.append(f"invented: {len(journal['entries'])} entries instead of one")
            return
        for part, text in self.typed.items():
            has, typed = plain(kept["answers"].get(part)), plain(text)
            if not has.startswith(self.claimed[part]):
                self.faults.append(f"lost: {part} was acknowledged and is gone")
            if not typed.startswith(has):
                self.faults.append(f"invented: {part} holds what was not typed, or twice")
            elif whole and has != typed:
                self.faults.append(f"lost: {part} lacks the last words in the end")
        if kept["clashes"] or kept["parked"]:
            self.faults.append("twice: a text of one page is kept beside itself")
        if kept["revision"] > len(self.sent):
            self.faults.append(f"twice: {kept['revision']} revisions of {len(self.sent)} saves")


def sign_in(page: Page, person: Person) -> None:
    """At the door or at the lock, whichever is there."""
    if "/lock/" in page.url:
        page.get_by_label("Password", exact=True).fill(person["password"])
        with page.expect_navigation():
            page.get_by_role("button", name="Go on").click()
        return
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    if "/sign-in/" in page.url:
        raise RuntimeError("not signed in")


def sign_in_instead(page: Page, person: Person) -> None:
    """Somebody else, at a door that may still be locked by who was here."""
    if "/lock/" in page.url:
        with page.expect_navigation():
            page.get_by_role("button", name="I am somebody else").click()
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    sign_in(page, person)


def sign_out(page: Page) -> None:
    """By the button. Another tab that closes itself may take this one to the lock instead."""
    page.goto("/")
    page.locator("form[data-sign-out] button").click(no_wait_after=True)
    page.wait_for_url(re.compile("/sign-in/|/lock/"))
