"""From the link to the page: the code, the browser, and every way to get round them."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.models import Entry, OutsideReader, Share
from journals.services.outside import renew_link
from people.models import AuditEvent, User
from people.tokens import digest
from tests.journals.outside import (
    ADDRESS,
    BASE,
    ask_code,
    code_in,
    confirm,
    link_in,
    make_outside,
    reader_of,
    wrong,
)
from tests.makers import make_entry

pytestmark = pytest.mark.django_db

STATE = ["link_digest", "link_used_at", "code_digest", "tries_left", "browser_digest"]
WORDS = "Mrs Okafor's tea went cold."


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(amara, title="A cold cup", private_note="For me alone.")


@pytest.fixture
def share(entry: Entry) -> Share:
    return make_outside(entry)


@pytest.fixture
def link(share: Share) -> str:
    return link_in(mail.outbox[-1])


def reads(browser: Client) -> bool:
    return WORDS in unescape(browser.get("/read/").content.decode())


def test_from_the_link_to_the_words(client: Client, share: Share, link: str) -> None:
    assert "Send me a code" in client.get(link).content.decode()
    code = ask_code(client, link)
    assert mail.outbox[-1].to == [ADDRESS]
    spelt = f" {code[:3]} {code[3:]} "
    assert client.post("/read/code/", {"code": spelt}).url == "/read/"
    assert reads(client)
    share.refresh_from_db()
    assert share.state == Share.State.SEEN


def test_looking_at_the_link_changes_nothing(client: Client, share: Share, link: str) -> None:
    """Mail programs and scanners open every link, some of them with HEAD."""
    before = OutsideReader.objects.values(*STATE).get()
    for _time in range(5):
        assert client.get(link).status_code == client.head(link).status_code == 200
    assert OutsideReader.objects.values(*STATE).get() == before
    assert len(mail.outbox) == 1 and client.cookies.keys() <= {"csrf", "csrftoken"}


def test_only_digests_are_kept(client: Client, share: Share, link: str) -> None:
    token = link.split("/")[3]
    code = ask_code(client, link)
    row = str(OutsideReader.objects.values().get())
    assert token not in row and f"'{code}'" not in row
    assert digest("outside-link", token) in row
    client.post("/read/code/", {"code": code})
    browser = client.cookies["reader"].value
    assert browser not in str(OutsideReader.objects.values().get())


def test_confirming_is_in_the_writers_trail(client: Client, share: Share, amara: User) -> None:
    confirm(client)
    client.get("/read/")
    client.get("/read/")
    rows = AuditEvent.objects.filter(person=amara, object_id=share.pk).order_by("number")
    assert [row.action for row in rows] == [
        "shared",
        "link-made",
        "link-confirmed",
        "share-opened",
        "share-opened",
    ]
    assert {row.actor_id for row in rows[2:]} == {reader_of(share).pk}


def test_a_guessed_link_and_a_used_one_are_one_page(
    client: Client, share: Share, link: str
) -> None:
    confirm(client, link)
    stranger = Client()
    pages = [stranger.get(path) for path in (link, "/read/link/guessed/", f"{link[:-2]}x/")]
    assert {page.status_code for page in pages} == {404}
    texts = {page.content.decode().split("<main", 1)[1].split("csrf")[0] for page in pages}
    assert len(texts) == 1
    assert "used before" in texts.pop()


def test_a_used_link_mails_a_new_one_to_the_address_on_file(
    client: Client, share: Share, link: str
) -> None:
    confirm(client, link)
    sent = len(mail.outbox)
    stranger = Client()
    answer = stranger.post(link)
    assert (answer.status_code, answer.url) == (303, "/read/again/?answer=sent")
    assert len(mail.outbox) == sent + 1 and mail.outbox[-1].to == [ADDRESS]
    new = link_in(mail.outbox[-1])
    assert new != link
    assert reads(client)  # whoever holds an old link cannot send the reader away
    assert reads(confirm(Client(), new))


def test_whatever_the_token_the_answer_is_the_same(client: Client, share: Share, link: str) -> None:
    confirm(client, link)
    sent = len(mail.outbox)
    answers = [Client().post(path) for path in (link, "/read/link/guessed/", link)]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (303, "/read/again/?answer=sent")
    }
    assert {len(answer.cookies) for answer in answers} == {0}
    assert len(mail.outbox) == sent + 1  # the old link is unknown once a new one was mailed


def test_at_most_three_new_links_a_day(client: Client, share: Share, link: str) -> None:
    for number in range(5):
        OutsideReader.objects.update(link_used_at=timezone.now())
        before = len(mail.outbox)
        Client().post(link_in([m for m in mail.outbox if "/read/link/" in m.body][-1]))
        assert (len(mail.outbox) > before) == (number < 3)


def test_a_forwarded_link_opens_nothing(client: Client, share: Share, link: str) -> None:
    """The code goes to the named address only, whoever presses."""
    stranger = Client()
    ask_code(stranger, link)
    assert [message.to for message in mail.outbox] == [[ADDRESS], [ADDRESS]]
    assert stranger.get("/read/").status_code == 302
    page = stranger.get("/read/code/").content.decode()
    assert ADDRESS not in page and "Amara" not in page


def test_the_code_works_only_in_the_browser_that_asked(
    client: Client, share: Share, link: str
) -> None:
    code = ask_code(client, link)
    other = Client()
    assert other.post("/read/code/", {"code": code}).url == "/read/again/?answer=late"
    other.post(link)  # a cookie of its own, with a code of its own
    assert other.post("/read/code/", {"code": code}).url == "/read/code/"
    assert other.get("/read/").status_code == 302


def test_five_tries_and_no_more(client: Client, share: Share, link: str) -> None:
    code = ask_code(client, link)
    for _try in range(5):
        assert client.post("/read/code/", {"code": wrong(code)}).url == "/read/code/"
    assert "not the code" in client.get("/read/code/").content.decode()
    client.post("/read/code/", {"code": code})
    assert client.get("/read/").status_code == 302


def test_the_fifth_try_may_be_right(client: Client, share: Share, link: str) -> None:
    code = ask_code(client, link)
    for _try in range(4):
        client.post("/read/code/", {"code": wrong(code)})
    assert client.post("/read/code/", {"code": code}).url == "/read/"


def test_a_code_lasts_fifteen_minutes(client: Client, share: Share, link: str) -> None:
    code = ask_code(client, link)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        client.post("/read/code/", {"code": code})
        assert client.get("/read/").status_code == 302


def test_a_code_is_good_once(client: Client, share: Share, link: str) -> None:
    code = ask_code(client, link)
    attempt = client.cookies["reader-code"].value
    client.post("/read/code/", {"code": code})
    replay = Client()
    replay.cookies["reader-code"] = attempt
    assert replay.post("/read/code/", {"code": code}).url == "/read/code/"
    assert replay.get("/read/").status_code == 302
    assert reads(client)


def test_a_new_code_is_the_end_of_the_old_one(client: Client, share: Share, link: str) -> None:
    old = ask_code(client, link)
    earlier = client.cookies["reader-code"].value
    client.post("/read/code/", {"do": "again"})
    new = code_in(mail.outbox[-1])
    if new != old:
        assert client.post("/read/code/", {"code": old}).url == "/read/code/"
    stale = Client()
    stale.cookies["reader-code"] = earlier
    assert stale.post("/read/code/", {"code": new}).url == "/read/code/"
    assert client.post("/read/code/", {"code": new}).url == "/read/"


def test_at_most_three_codes_an_hour_by_one_link(client: Client, share: Share, link: str) -> None:
    for _time in range(3):
        ask_code(client, link)
    assert client.post("/read/code/", {"do": "again"}).url == "/read/again/?answer=often"
    assert len(mail.outbox) == 4
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        ask_code(client, link)


def test_at_most_three_codes_an_hour_by_one_browser(client: Client, share: Share) -> None:
    confirm(client)
    for _time in range(3):
        assert client.post("/read/again/").url == "/read/code/"
    assert client.post("/read/again/").url == "/read/again/?answer=often"
    assert client.post("/read/code/", {"do": "again"}).url == "/read/again/?answer=often"


def test_who_saw_an_unused_link_cannot_keep_its_reader_waiting(share: Share, link: str) -> None:
    """They use up its codes; the reader presses once more and gets a link of their own."""
    other, reader = Client(), Client()
    for _time in range(3):
        ask_code(other, link)
    sent = len(mail.outbox)
    assert reader.post(link).url == "/read/again/?answer=sent"
    assert len(mail.outbox) == sent + 1 and mail.outbox[-1].to == [ADDRESS]
    new = link_in(mail.outbox[-1])
    # Whoever saw the old one is out: by that link, and by what was begun with it.
    for _time in range(5):
        assert other.post(link).url == "/read/again/?answer=sent"
        assert other.post("/read/code/", {"do": "again"}).url == "/read/again/?answer=often"
    assert len(mail.outbox) == sent + 1
    code = ask_code(reader, new)
    for _try in range(6):
        other.post("/read/code/", {"code": wrong(code)})
        other.post("/read/code/", {"do": "again"})
    assert reader.post("/read/code/", {"code": code}).url == "/read/"
    assert reads(reader)


def test_an_earlier_browser_takes_no_tries_at_a_later_code(share: Share, link: str) -> None:
    earlier, later = Client(), Client()
    ask_code(earlier, link)
    code = ask_code(later, link)
    for _try in range(6):
        earlier.post("/read/code/", {"code": wrong(code)})
    assert later.post("/read/code/", {"code": code}).url == "/read/"


def test_all_that_a_link_can_be_made_to_mail(share: Share, link: str) -> None:
    """Day and night for a day: ten codes at most, and one new link, which they do not get."""
    sent = len(mail.outbox)
    for hour in range(24):
        with time_machine.travel(timezone.now() + timedelta(minutes=59 * hour)):
            for _time in range(3):
                Client().post(link)
    assert len(mail.outbox) - sent <= 11


def test_of_two_browsers_one_wins(share: Share, link: str) -> None:
    """Both asked: the newer code counts. Once it is used, the other browser has nothing."""
    one, two = Client(), Client()
    first, second = ask_code(one, link), ask_code(two, link)
    assert two.post("/read/code/", {"code": second}).url == "/read/"
    for code in {first, second}:
        assert one.post("/read/code/", {"code": code}).url == "/read/code/"
    sent = len(mail.outbox)
    assert one.post("/read/code/", {"do": "again"}).url == "/read/again/?answer=often"
    assert len(mail.outbox) == sent
    assert reads(two) and one.get("/read/").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "eyJhIjoxfQ:1:forged", "\x7f" * 5000])
def test_made_up_cookies_open_nothing(client: Client, share: Share, cookie: str) -> None:
    client.cookies["reader"] = cookie
    client.cookies["reader-code"] = cookie
    assert client.get("/read/").status_code == 302
    assert client.post("/read/code/", {"code": "123456"}).url == "/read/again/?answer=late"


@pytest.mark.parametrize("code", ["", "0" * 5000, "\uff11" * 6, "12345\x00", "-1", "\u0661" * 6])
def test_strange_codes_are_wrong_codes(client: Client, share: Share, link: str, code: str) -> None:
    ask_code(client, link)
    assert client.post("/read/code/", {"code": code}).url == "/read/code/"


def test_a_new_link_by_the_writer_ends_the_old_one_and_its_browser(
    client: Client, share: Share, link: str, amara: User
) -> None:
    confirm(client, link)
    renew_link(share_id=share.pk, author=amara, base_url=BASE)
    assert client.get("/read/").status_code == 302
    assert client.get(link).status_code == 404
    assert reads(confirm(Client()))


def test_the_cookies_are_out_of_reach(client: Client, share: Share) -> None:
    confirm(client)
    cookie = client.cookies["reader"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert cookie["max-age"] == 12 * 3600
    assert "sessionid" not in client.cookies


def test_on_a_server_they_are_bound_to_the_host(
    client: Client, share: Share, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    confirm(client)
    cookie = client.cookies["__Host-reader"]
    assert cookie["secure"] and not cookie["domain"] and cookie["path"] == "/"
