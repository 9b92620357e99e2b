"""One facilitator and five others in one meeting at once, each in a browser of their own."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.house import House
from tests.browser.inspector import Inspector
from tests.browser.test_weight import KILOBYTE, load
from tests.browser.walks import follow, follow_key

TEXTS = [
    "I put the phone face down and sat.",
    "I thought about the beds the whole time.",
    "I turned my whole body to the student.",
    "I stayed when somebody cried.",
    "Five minutes in the corridor, without an agenda.",
]
SHOWN_WITHIN = 20_000  # milliseconds, beside everything else that tests are doing here


# What a room reads on the wall and is too small, with its size. What is pressed is for one alone.
SMALL = """() => {
  const found = [];
  for (const part of document.querySelectorAll("main, .wall__join")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      const size = parseFloat(getComputedStyle(holder).fontSize);
      const hidden = holder.closest(".visually-hidden, a, button") || !holder.checkVisibility();
      const text = walker.currentNode.data.trim();
      if (text && !hidden && size < 32) found.push(`${text}: ${size}`);
    }
  }
  return found;
}"""


class Wall(Inspector):
    """The page on the wall: what the room reads of it is never smaller than 32 px."""

    def look(self, name: str) -> None:
        super().look(name)
        if name.startswith("wall"):
            assert self.page.evaluate(SMALL) == [], name


def join(page: Page, code: str) -> None:
    page.goto("/join/")
    page.get_by_label("The code on the screen").fill(f"{code[:4]} {code[4:]}".lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/join/{code}/")


def test_a_meeting_of_six(house: House, open_page: Callable[..., Page], shots: Path | None) -> None:
    dev = house.do("person", name="Dev")
    meeting = house.do("meeting", id=dev["id"])
    code = meeting["code"]
    wall = open_page(dev, size=WIDE)
    wall.goto(f"/meetings/{meeting['id']}/present/")
    looks = Wall(wall, shots)
    looks.look("wall join")

    # The last of the five has no scripts.
    phones = [open_page(size=PHONE) for _number in range(4)]
    phones.append(open_page(size=PHONE, java_script_enabled=False))
    sees = Inspector(phones[0], shots)
    sees.visit("join", "/join/")
    for phone in phones:
        join(phone, code)
    sees.look("joined")
    expect(wall.get_by_text("5 devices are here.")).to_be_visible(timeout=SHOWN_WITHIN)

    # The facilitator with keys alone.
    wall.set_viewport_size(WIDE)
    wall.get_by_role("button", name="Start the meeting").focus()
    follow_key(wall, "Enter")
    expect(wall.get_by_role("heading", name="Arrive")).to_be_visible()
    on = {"last": "What became of our promises", "read": "Meeting 2", "write": "Write in silence"}
    for name, title in on.items():
        follow_key(wall, "ArrowRight")
        expect(wall.get_by_role("heading", level=1)).to_contain_text(title)
        looks.look(f"wall {name}")
    for phone in phones[:4]:  # they go along by themselves
        expect(phone.get_by_role("textbox")).to_be_visible(timeout=SHOWN_WITHIN)
    phones[4].reload()
    sees.look("write")

    for phone, text in zip(phones, TEXTS, strict=True):
        phone.get_by_role("textbox").fill(text)
        phone.get_by_role("button", name="Send", exact=True).click()
        expect(phone.get_by_text("Your answer is in.")).to_be_visible(timeout=SHOWN_WITHIN)
    sees.look("waiting")
    expect(wall.get_by_text("Answers are in from 5 of 5 devices.")).to_be_visible(
        timeout=SHOWN_WITHIN
    )
    follow_key(wall, "ArrowRight")
    expect(wall.get_by_role("heading", name="Read what was written")).to_be_visible()
    looks.look("wall before the reveal")
    wall.keyboard.press("r")
    expect(wall.get_by_role("button", name="Reveal the answers")).to_be_focused()
    follow_key(wall, "Enter")
    expect(wall.get_by_text("Answer 1 of 5")).to_be_visible()
    looks.look("wall revealed")

    for phone in phones[:4]:
        for text in TEXTS:
            expect(phone.get_by_text(text)).to_be_visible(timeout=SHOWN_WITHIN)
    follow(phones[4].get_by_role("link", name="Look again"))
    assert all(phones[4].get_by_text(text).is_visible() for text in TEXTS)
    sees.look("revealed")

    seen = set()
    for number in range(1, 6):
        expect(wall.get_by_text(f"Answer {number} of 5")).to_be_visible()
        seen.add(wall.locator("blockquote").inner_text())
        follow_key(wall, "ArrowRight")
    assert seen == set(TEXTS)
    expect(wall.get_by_role("heading", name="Talk")).to_be_visible()
    follow_key(wall, "ArrowLeft")
    expect(wall.get_by_text("Answer 1 of 5")).to_be_visible()

    wall.get_by_role("button", name="Set this one aside").click()
    expect(wall.get_by_text("Fewer than five answers are left")).to_be_visible()
    for phone in phones[:4]:  # hidden again, everywhere
        expect(phone.get_by_text(TEXTS[0])).to_have_count(0, timeout=SHOWN_WITHIN)
    assert len(house.do("answers_of", meeting=meeting["id"])) == 4

    looks.look("wall with fewer than five")
    for part in ("talk", "commit"):
        follow(wall.get_by_role("button", name="Next", exact=True))
        looks.look(f"wall {part}")
    wall.get_by_role("button", name="End the meeting").click()
    expect(phones[0].get_by_role("heading", name="The meeting is over")).to_be_visible(
        timeout=SHOWN_WITHIN
    )
    sees.look("over")
    phones[0].get_by_role("link", name="Take my own words along").click()
    expect(phones[0].get_by_text(TEXTS[0])).to_be_visible()
    sees.look("keep")
    assert [str(fault) for fault in [*looks.faults, *sees.faults]] == []
    assert not re.search("/join|I put the phone", house.log.read_text())


def test_an_answer_outlives_a_server_that_is_away(
    house: House, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    complaints.expected += ["Failed to load resource", "ERR_"]  # type: ignore[attr-defined]
    dev = house.do("person", name="Dev")
    meeting = house.do("meeting", id=dev["id"])
    phone = open_page(size=PHONE)
    join(phone, meeting["code"])
    away = True
    phone.route("**/join/*/*/", lambda route: route.abort() if away else route.fallback())
    phone.get_by_role("textbox").fill(TEXTS[0])
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_text("Not sent yet.")).to_be_visible()
    assert phone.get_by_role("textbox").input_value() == TEXTS[0]
    away = False
    expect(phone.get_by_text("Your answer is in.")).to_be_visible(timeout=SHOWN_WITHIN)
    assert house.do("answers_of", meeting=meeting["id"]) == [TEXTS[0]]


def test_what_is_joined_is_light(house: House, open_page: Callable[..., Page]) -> None:
    dev = house.do("person", name="Dev")
    code = house.do("meeting", id=dev["id"])["code"]
    joined, room = open_page(size=PHONE), open_page(size=PHONE)
    join(joined, code)
    room.context.add_cookies(joined.context.cookies())  # the device, with nothing fetched yet
    for name, page in (("", open_page(size=PHONE)), (f"{code}/", room)):
        sent = load(page, f"/join/{name}")
        assert page.url.endswith(f"/join/{name}")
        weight = sum(one.bytes for one in sent if not one.is_font)
        print("room" if name else "join", len(sent), "requests", weight, "bytes")  # noqa: T201  for docs/adr
        assert weight <= 30 * KILOBYTE
