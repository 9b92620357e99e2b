"""A cycle as a file for somebody else: chosen, looked through, taken."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, User
from portfolio import packing, services
from portfolio.documents import pdf
from portfolio.figures import full_day
from portfolio.models import Confirmation, Cycle, Discussion
from portfolio.parts import PARTS
from prompts.models import Standard
from tests.makers import make_entry
from tests.portfolio.makers import (
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_form,
    make_hours,
)
from tests.portfolio.pdf_reading import Reading

pytestmark = pytest.mark.django_db
ALL = list(PARTS)


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def cycle(amara: User) -> Cycle:
    """With something of everything, and of each something that must not be in the file."""
    cycle = make_cycle(amara)
    code = cycle.framework
    Standard.objects.create(framework=code, code="1", heading="Hear", theme="Listen", position=1)
    answers = {"nature": "A talk after a fall", "learnt": "To sit first",
               "code": {"themes": ["Listen"]}}  # fmt: skip
    form = make_form(code)
    told = {"answers": answers, "finished": True, "private_note": "zq-note"}
    make_account(cycle, make_entry(amara, form, title="The fall", **told))
    make_entry(amara, form, title="zq-unplaced", **told)
    make_hours(amara, 30, organisation="Kittiwake Ward", address="1 Sea Road", work="Nights")
    day = cycle.starts_on.replace(year=cycle.starts_on.year - 2)
    make_hours(amara, 8, work="zq-before", started_on=day, ended_on=day)
    make_cpd(amara, 5, participatory=2, topic="Wounds", relates="I look twice")
    make_feedback(amara, "That I had listened", influence="I ask now")
    gone = make_feedback(amara, "zq-taken-out")
    services.delete_line(type(gone), line_id=gone.pk, actor=amara)
    today = timezone.localdate()
    services.keep_form(
        Discussion, cycle_id=cycle.pk, actor=amara, held_on=today, name="Pat Partner",
        email="pat@example.test", summary="We talked of the fall",
    )  # fmt: skip
    services.keep_form(
        Confirmation, cycle_id=cycle.pk, actor=amara, role="manager", shown=["hours"]
    )
    return cycle


def url(cycle: Cycle, *parts: str) -> str:
    query = "&".join(f"part={part}" for part in parts)
    return reverse("portfolio:pack", args=[cycle.pk]) + (f"?{query}" if query else "")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def take(client: Client, address: str, **more: str) -> Any:
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).text)
    assert seen is not None
    return client.post(address, {"seen": seen[1], "do": "take", "shape": "text"} | more)


def test_what_is_chosen_is_in_it_and_nothing_else(
    client: Client, amara: User, cycle: Cycle
) -> None:
    chosen = client.post(url(cycle), {"do": "choose", "part": ALL})
    assert chosen.status_code == 303 and chosen.headers["Location"] == url(cycle, *ALL)
    text = shown(client, url(cycle, *ALL))
    assert all(str(part) in text for part in PARTS.values())
    words = take(client, url(cycle, *ALL)).content.decode()
    for said in ("1. The fall", "To sit first", "Listen (chosen)", "Kittiwake Ward", "Nights",
                 "30 hours", "Wounds", "5 hours, 2 hours of it with others", "I ask now",
                 "1 Hear", "Pat Partner", "We talked of the fall",
                 "My line manager, who is not on the register (chosen)"):  # fmt: skip
        assert said in words, said
    assert "zq-" not in words
    few = take(client, url(cycle, "cpd", "coverage")).content.decode()
    assert "Wounds" in few and "1 Hear" in few
    for said in ("The fall", "Kittiwake", "Pat Partner", "I ask now"):
        assert said not in few
    events = AuditEvent.objects.filter(person=amara, action="portfolio-exported")
    assert {(event.object_type, event.object_id) for event in events} == {("cycle", cycle.pk)}
    assert events.count() == 2


@pytest.mark.parametrize("shape", ["pdf", "word", "page"])
def test_each_shape_of_all_of_it(client: Client, cycle: Cycle, shape: str) -> None:
    answer = take(client, url(cycle, *ALL), shape=shape)
    assert answer.status_code == 200
    assert re.search(r'filename="portfolio-\d{4}-\d\d-\d\d\.', answer["Content-Disposition"])
    if shape == "pdf":
        text = " ".join(Reading(answer.content).text.split())
        assert "To sit first" in text and "Pat Partner" in text


def test_a_form_alone_is_that_form(client: Client, cycle: Cycle) -> None:
    words = take(client, url(cycle, "discussion")).content.decode()
    assert words.startswith("Reflective discussion") and "The fall" in words
    assert "Contents" not in words and "Kittiwake" not in words
    services.erase_form(Discussion, cycle_id=cycle.pk, actor=cycle.owner)
    words = take(client, url(cycle, "discussion")).content.decode()
    assert "Pat Partner" not in words and "The discussion partner" in words
    words = take(client, url(cycle, "confirmation")).content.decode()
    assert words.startswith("Confirmation") and "900 as a nurse and as a midwife (chosen)" in words


def test_it_is_looked_through_first(client: Client, amara: User, cycle: Cycle) -> None:
    """Names that belong on the forms and places of work are no findings; a patient's name is."""
    assert "Nothing was found." in shown(client, url(cycle, "hours", "discussion"))
    make_feedback(amara, "Mrs Margaret Jones said that I had listened")
    address = url(cycle, "feedback")
    assert "Margaret Jones" in shown(client, address)
    refused = take(client, address)
    assert refused.status_code == 303
    assert "Please tick this first" in shown(client, refused.headers["Location"].partition("#")[0])
    assert take(client, address, looked="on").status_code == 200
    stale = client.post(address, {"seen": "x", "do": "take", "shape": "text", "looked": "on"})
    assert "changed since you looked" in shown(client, stale.headers["Location"])


def test_what_was_found_stands_with_its_words_in_each_part(
    client: Client, amara: User, cycle: Cycle
) -> None:
    form = make_form(cycle.framework)
    for number, said in enumerate(("Then I met Mr Arthur Pym again.", "We waited for Mr Arthur Pym."
                                   " Mr Arthur Pym came.")):  # fmt: skip
        entry = make_entry(
            amara, form, title=f"Part {number}", answers={"learnt": said}, finished=True
        )
        make_account(cycle, entry)
    day = timezone.localdate() - timedelta(days=40)
    make_feedback(amara, "What Mr Arthur Pym told me <b>", given_on=day)
    page = found_in(client, url(cycle, "accounts", "feedback"), "Mr Arthur Pym")
    assert "It stands here 4 times." in page and "Other places" not in page
    assert said_in(page) == [
        ("Part 0", ["Then I met Mr Arthur Pym again."]),
        ("Part 1", ["We waited for Mr Arthur Pym. Mr Arthur Pym came.", "Mr Arthur Pym came."]),
        (f"Feedback, {full_day(day)}", ["What Mr Arthur Pym told me <b>"]),
    ]
    for number in range(40):
        make_feedback(amara, "Mr Arthur Pym", given_on=day - timedelta(days=number + 1))
    page = found_in(client, url(cycle, "accounts", "feedback"), "Mr Arthur Pym")
    at_once, more = page.split("<details")
    assert len(said_in(at_once)) == 3 and len(said_in(more)) == 27
    assert "It stands here 44 times." in page and "the first of them" in more


def found_in(client: Client, address: str, words: str) -> str:
    """What the page says of one finding."""
    items = client.get(address).text.split('<li class="list__item found')[1:]
    [found] = [one.partition("</li>")[0] for one in items if f"<mark>{words}</mark>" in one]
    return found


def said_in(found: str) -> list[tuple[str, list[str]]]:
    """Of each part, the words around what was found there."""
    parts = re.findall(r'<p class="meta">In: ([^<]*)</p>(.*?)(?=<p class="meta">|$)', found, re.S)
    quotes = r"<blockquote class=\"found__place\"><p>(.*?)</p></blockquote>"
    return [
        (where, [html.unescape(re.sub("</?mark>", "", one)) for one in re.findall(quotes, inside)])
        for where, inside in parts
    ]


def test_calm_where_it_cannot_be_made(
    client: Client, amara: User, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = url(cycle, "cpd")
    for error, said in ((pdf.BusyError, "press again"), (pdf.TooLongError, "too long for a PDF")):

        def refuse(*_args: Any, raised: type[Exception] = error) -> None:
            raise raised

        monkeypatch.setattr("portfolio.documents.files.as_pdf", refuse)
        answer = take(client, address, shape="pdf")
        assert answer.status_code == 303 and said in shown(client, answer.headers["Location"])
    assert take(client, address, shape="exe").status_code == 303
    assert not AuditEvent.objects.filter(person=amara, action="portfolio-exported").exists()


def test_bad_choices_lead_back(client: Client, ben: User, cycle: Cycle) -> None:
    for parts in ([], ["everything"], ["hours", "../x"]):
        answer = client.post(url(cycle), {"do": "choose", "part": parts})
        assert answer.status_code == 303 and "part=" not in answer.headers["Location"]
        assert "Please choose at least one." in shown(client, answer.headers["Location"])
    assert "What should be in it?" in shown(client, url(cycle, "everything"))
    theirs = make_cycle(ben)
    assert client.get(url(theirs, "hours")).status_code == 404


def test_one_file_has_a_bound(
    client: Client, amara: User, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "MOST_ACCOUNTS", 2)
    for number in range(2):
        make_account(cycle, make_entry(amara, title=f"Later {number}", finished=True))
    assert "those done last are left out" in shown(client, url(cycle, "accounts"))
    words = take(client, url(cycle, "accounts"), looked="on").content.decode()
    assert "1. The fall" in words and "2. Later 0" in words and "Later 1" not in words


def test_an_empty_cycle_makes_a_file_too(client: Client, ben: User, sign_in: Any) -> None:
    other = sign_in(Client(), ben)
    words = take(other, url(make_cycle(ben), *ALL)).content.decode()
    assert "Nothing is here yet." in words
