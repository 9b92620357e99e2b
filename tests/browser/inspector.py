"""Looks at a page in both widths and both colours: is it accessible, without a riddle link?"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
            self.page.emulate_media(color_scheme=colours)
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
