"""Reflective accounts made from entries: begun, lines taken across, looked through, done."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from journals.models import Entry
from people.models import AuditEvent, User
from portfolio import services
from portfolio.accounts import MOST_SOURCES, form_of
from portfolio.models import AccountSource, Cycle, ParkedForm, ReflectiveAccount
from portfolio.pages import SHELF
from prompts.models import Standard
from supervision.models import Supervision
from tests.makers import make_entry, make_prompt_version, make_share
from tests.portfolio.makers import begin, make_account, make_cycle, make_form, make_framework
from tests.portfolio.pdf_reading import Reading
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db
TOLD = "I sat down first.\nShe slept. I had not seen that before."


@pytest.fixture
def client(amara: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(Client(), amara)


@pytest.fixture
def cycle(amara: User) -> Cycle:
    cycle = make_cycle(amara)
    for number, theme in enumerate(("Listen", "Keep safe"), start=1):
        Standard.objects.create(
            framework=cycle.framework, code=str(number), heading=f"H{number}", theme=theme,
            position=number,
        )  # fmt: skip
    return cycle


@pytest.fixture
def source(amara: User) -> Entry:
    return make_entry(
        amara, title="Tea at four", answers={"happened": TOLD}, private_note="zq-note"
    )


def url(name: str, thing: Any) -> str:
    return reverse(f"portfolio:account_{name}", args=[thing.pk])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.text)).split())


def follow(client: Client, response: Any) -> str:
    assert response.status_code == 303
    return shown(client, response.headers["Location"])


def lines_of(client: Client, account: ReflectiveAccount) -> list[str]:
    return re.findall(r'name="line" value="([^"]+)"', client.get(url("detail", account)).text)


def themed(account: ReflectiveAccount, *themes: str, **answers: Any) -> Entry:
    """With themes ticked, as the writing page saves them."""
    entry = Entry.objects.get(pk=account.entry_id)
    entry.answers = {"nature": "A talk after a fall", "code": {"themes": list(themes)}} | answers
    entry.revision += 1
    entry.save()
    return entry


def press(client: Client, account: ReflectiveAccount, **more: Any) -> Any:
    """What the page that looks it through would post."""
    page = client.get(url("check", account)).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    body = {"seen": seen[1] if seen else "", "do": "done", "shape": "text"} | more
    return client.post(url("check", account), body)


def test_one_is_begun_from_entries_and_nothing_is_copied(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    make_form(cycle.framework)
    text = shown(client, url("create", cycle))
    assert "Tea at four" in text and "zq-note" not in text
    body = {"source": [short(source.pk)], "new": new_id().hex}
    for _press in range(2):  # pressed twice
        text = follow(client, client.post(url("create", cycle), body))
    account = ReflectiveAccount.objects.visible_to(amara).get()
    assert account.entry.answers == {} and account.done_at is None
    assert "I sat down first." in text and "Six weeks on" in text and "zq-note" not in text
    assert Cycle.objects.with_sums().get(pk=cycle.pk).account_count in (None, 0)
    events = AuditEvent.objects.filter(person=amara, object_id=account.pk)
    assert [event.action for event in events] == ["portfolio-added"]


def test_what_may_be_chosen(client: Client, amara: User, ben: User, cycle: Cycle) -> None:
    make_form(cycle.framework)
    others = make_entry(ben, title="zq-bens", answers={"happened": "zq-told"})
    make_entry(amara, title="zq-binned", deleted=True)
    make_entry(amara, title="zq-away", stays_away=True)
    make_entry(amara, title="zq-shock", was_shock=True)
    text = shown(client, url("create", cycle))
    assert "zq-" not in text
    for chosen in (others.pk, new_id()):
        body = {"source": [short(chosen)], "new": new_id().hex}
        assert "zq-told" not in follow(client, client.post(url("create", cycle), body))
    assert not AccountSource.objects.exists()
    assert client.post(url("create", cycle), {"source": ["../../x"]}).status_code == 404
    assert client.post(url("create", cycle), {"entry": [short(others.pk)]}).status_code == 404
    many = [short(make_entry(amara).pk) for _one in range(MOST_SOURCES + 1)]
    refused = client.post(url("create", cycle), {"source": many, "new": new_id().hex})
    assert f"At most {MOST_SOURCES}" in follow(client, refused)


def test_ticked_lines_go_below_what_is_there(client: Client, cycle: Cycle, source: Entry) -> None:
    account = begin(cycle, source)
    Entry.objects.filter(pk=account.entry_id).update(revision=1)
    entry = themed(account, "Listen", learnt="Mine first.")
    places = lines_of(client, account)
    assert len(places) == 2
    body = {"line": places, "into": "learnt"}
    for _press in range(2):  # pressed twice: once there
        text = follow(client, client.post(url("take", account), body))
    entry.refresh_from_db()
    assert entry.answers["learnt"] == f"Mine first.\n{TOLD}"
    assert entry.answers["nature"] == "A talk after a fall" and "It is all there already." in text
    before = entry.revision
    elsewhere = make_entry(source.author, answers={"happened": "zq-else"})
    for line in (f"{short(elsewhere.pk)}/happened/0", f"{places[0]}9", "x", "//"):
        body = {"line": [line], "into": "learnt"}
        assert client.post(url("take", account), body).status_code == 404
    body = {"line": places, "into": "code"}
    assert client.post(url("take", account), body).status_code == 404
    entry.refresh_from_db()
    assert entry.revision == before


def binding_of(client: Client, account: ReflectiveAccount) -> str:
    [found] = re.findall(r'name="binding" value="([^"]+)"', client.get(url("detail", account)).text)
    return str(found)


def ticked(client: Client, address: str) -> list[str]:
    return re.findall(r'value="([^"]+)" id="[^"]+" checked', client.get(address).text)


def test_what_was_ticked_stays_ticked_when_one_thing_was_forgotten(
    client: Client, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    one, two = lines_of(client, account)
    binding = binding_of(client, account)
    for body, forgotten in (
        ({"line": [two]}, "Please say into which question"),
        ({"into": "learnt"}, "Please tick at least one line"),
        ({"line": [one, two]}, "Please say into which question"),
        ({}, "Please tick at least one line"),
    ):
        parked = re.findall(
            r'name="parked" value="([^"]+)"', client.get(url("detail", account)).text
        )
        posted = client.post(
            url("take", account), {"binding": binding, "parked": parked} | body
        )  # fmt: skip
        there = posted.headers["Location"]
        assert there == f"{account.get_absolute_url()}?look#into"
        beside = client.get(there).text.split('id="into"')[1].split("</fieldset>")[0]
        assert forgotten in beside
        assert ticked(client, there) == [*body.get("line", []), *filter(None, [body.get("into")])]
        assert ParkedForm.objects.count() == 1  # in the place of the one before
        # Come back later: the ticks, without the reproach.
        assert forgotten not in client.get(account.get_absolute_url()).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM portfolio_parkedform")
        [(held,)] = cursor.fetchall()
    assert b"line" not in bytes(held)  # sealed

    parked = re.findall(r'name="parked" value="([^"]+)"', client.get(there).text)
    body = {"binding": binding, "parked": parked, "line": [two], "into": "learnt"}
    assert "Taken across" in follow(client, client.post(url("take", account), body))
    assert not ParkedForm.objects.exists()


def test_ticks_go_with_the_place_and_are_nobody_elses(
    client: Client, ben: User, cycle: Cycle, source: Entry, sign_in: Callable[..., Client]
) -> None:
    account = begin(cycle, source)
    body = {"line": lines_of(client, account), "binding": SHELF.bind(ben, account.pk)}
    other = sign_in(Client(), ben)
    assert other.post(url("take", account), body).status_code == 404
    assert client.post(url("take", account), body).status_code == 409  # kept for nobody
    assert not ParkedForm.objects.exists()
    client.post(url("take", account), body | {"binding": binding_of(client, account)})
    assert ParkedForm.objects.count() == 1
    client.post(url("remove", account))
    assert not ParkedForm.objects.exists()


@pytest.mark.parametrize("state", ["locked", "over", "another's", "stale"])
def test_what_was_ticked_comes_through_a_lock_and_an_end(
    client: Client,
    ben: User,
    cycle: Cycle,
    source: Entry,
    sign_in: Callable[..., Client],
    state: str,
) -> None:
    account = begin(cycle, source)
    ticks = {"line": lines_of(client, account)[:1], "into": "learnt"}
    body = ticks | {"binding": binding_of(client, account)}
    here, sender = account.get_absolute_url(), client
    if state == "locked":
        client.post(reverse("people:lock_now"))
    elif state == "over":
        sender = Client()
    elif state == "another's":
        sender = sign_in(Client(), ben)
    else:
        sender = sign_in(Client(enforce_csrf_checks=True), cycle.owner)
    referer = {"Referer": f"http://testserver{here}"}
    posted = sender.post(url("take", account), body, headers=referer)
    assert (posted.status_code, posted.headers["Reflect-Kept"]) == (303, "1")
    if state in ("another's", "stale"):
        assert posted.headers["Location"] == here
    if state == "another's":
        assert sender.get(here).status_code == 404
    entry = Entry.objects.get(pk=account.entry_id)
    assert entry.answers == {}  # nothing is done by it
    again = sign_in(Client(), cycle.owner)
    assert ticked(again, here) == [*ticks["line"], ticks["into"]]


def test_ticks_are_kept_before_the_page_locks(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    """As static/js/keeps.js does it."""
    account = begin(cycle, source)
    page = client.get(account.get_absolute_url()).text
    assert "data-keeps" in page and "js/keeps" in page
    ticks = {"line": lines_of(client, account), "into": "learnt"}
    body = ticks | {"binding": binding_of(client, account), "do": "keep"}
    script = {"Accept": "application/json"}
    kept = client.post(url("take", account), body, headers=script)
    assert (kept.status_code, kept.headers["Reflect-Kept"]) == (204, "1")
    entry = Entry.objects.get(pk=account.entry_id)
    assert entry.answers == {} and ParkedForm.objects.visible_to(amara).count() == 1
    assert ticked(client, account.get_absolute_url()) == [*ticks["line"], ticks["into"]]


def test_nothing_is_cut_to_fit(client: Client, cycle: Cycle, source: Entry, settings: Any) -> None:
    account = begin(cycle, source)
    settings.ANSWER_LIMIT = 20
    body = {"line": lines_of(client, account), "into": "learnt"}
    assert "too long" in follow(client, client.post(url("take", account), body))
    account.entry.refresh_from_db()
    assert account.entry.answers == {}


def test_the_writing_page_has_its_sources_beside_it(
    client: Client, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    page = client.get(reverse("journals:entry_write", args=[account.entry_id])).text
    assert f"take:learnt/{short(source.pk)}/happened/0" in page
    assert account.get_absolute_url() in page  # and back again
    body = {"remove": short(source.pk)}
    assert client.post(url("sources", account), body).status_code == 303
    page = client.get(reverse("journals:entry_write", args=[account.entry_id])).text
    assert "I sat down first." not in page
    client.post(url("sources", account), {"source": [short(source.pk)]})
    assert "Stands beside it" in shown(client, url("sources", account))


def test_it_is_done_when_a_theme_is_ticked_and_it_was_looked_at(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    assert "other questions than" not in shown(client, url("detail", account))
    themed(account)
    assert "at least one theme" in follow(client, press(client, account))
    entry = themed(account, "Listen", learnt="Mrs Margaret Jones told me to sit.")
    assert "Please tick this first" in follow(client, press(client, account))
    changed = client.post(url("check", account), {"do": "done", "seen": "x", "looked": "on"})
    assert "changed since you looked" in follow(client, changed)
    account.refresh_from_db()
    assert account.done_at is None
    text = follow(client, press(client, account, looked="on"))
    assert "It counts in your cycle." in text and "All that is asked" not in text
    press(client, account, looked="on")
    account.refresh_from_db()
    entry.refresh_from_db()
    assert account.is_done and entry.is_finished
    assert Cycle.objects.with_sums().get(pk=cycle.pk).account_count == 1
    finished = AuditEvent.objects.filter(person=amara, action="entry-finished")
    assert finished.count() == 1


def test_what_has_no_words_yet_is_named_and_all_empty_is_not_done(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    entry = themed(account, "Listen", nature="")
    page = shown(client, url("check", account))
    assert "No words yet" in page and "In a file these boxes are empty." in page
    assert "nothing stands under its questions yet" in page and "It is done" not in page
    assert "it has no words" in follow(client, press(client, account))
    account.refresh_from_db()
    assert account.done_at is None
    entry.answers |= {"nature": "A talk after a fall"}
    entry.save()
    page = shown(client, url("check", account))
    assert "No words yet" in page and "It is done" in page
    assert "It counts in your cycle." in follow(client, press(client, account))


def test_a_done_one_is_opened_again_and_taken_out(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    entry = themed(account, "Listen")
    press(client, account)
    body = {"line": ["x"], "into": "learnt"}
    assert "Open it again" in follow(client, client.post(url("take", account), body))
    for _press in range(2):
        follow(client, client.post(url("reopen", account)))
    entry.refresh_from_db()
    assert not entry.is_finished
    assert not Cycle.objects.with_sums().get(pk=cycle.pk).account_count
    follow(client, client.post(url("remove", account)))
    assert client.post(url("remove", account)).status_code == 404
    assert Entry.objects.visible_to(amara).filter(pk=entry.pk).exists()
    text = shown(client, url("create", cycle))
    assert "Written on this form before" in text
    back = client.post(url("create", cycle), {"entry": [short(entry.pk)]})
    assert "call it done" in follow(client, back)


def test_a_source_in_the_bin_waits_and_comes_back(
    client: Client, amara: User, cycle: Cycle, source: Entry
) -> None:
    account = begin(cycle, source)
    source.deleted_at = cycle.made_at
    source.save(update_fields=["deleted_at"])
    assert not lines_of(client, account)
    source.deleted_at = None
    source.save(update_fields=["deleted_at"])
    assert len(lines_of(client, account)) == 2
    source.delete()
    assert client.get(url("detail", account)).status_code == 200


@pytest.mark.parametrize("mark", ["was_shock", "stays_away"])
def test_a_source_that_should_not_come_back_any_more_is_a_name_on_one_page(
    client: Client, cycle: Cycle, source: Entry, mark: str
) -> None:
    account = begin(cycle, source)
    setattr(source, mark, True)
    source.save(update_fields=[mark])
    assert not lines_of(client, account)
    writing = reverse("journals:entry_write", args=[account.entry_id])
    for line in ("I asked", "She told me"):
        assert line not in client.get(writing).text
    assert source.name in client.get(url("sources", account)).text


def test_nobody_else_has_it(
    sign_in: Callable[..., Client], amara: User, ben: User, cycle: Cycle, source: Entry
) -> None:
    """Not even who was shown what it is made from."""
    make_share(source, Supervision.objects.get(supervisor=ben, supervisee=amara))
    account = begin(cycle, source)
    other = sign_in(Client(), ben)
    for name in ("detail", "sources", "check"):
        assert other.get(url(name, account)).status_code == 404
    for name in ("take", "reopen", "remove", "check", "sources"):
        assert other.post(url(name, account), {"do": "done"}).status_code == 404
    assert other.get(url("list", cycle)).status_code == 404
    with pytest.raises(Cycle.DoesNotExist):
        services.begin_account(
            cycle_id=cycle.pk, form=make_form(), sources=[], actor=ben, id=new_id()
        )
    mine = make_cycle(ben)
    made = services.begin_account(
        cycle_id=mine.pk, form=make_form(), sources=[], actor=ben, id=account.pk
    )
    assert made.pk != account.pk and made.entry.author == ben


def test_each_code_has_its_form(amara: User) -> None:
    nmc, other, bare = (make_framework(key) for key in ("code-one", "code-two", "code-three"))
    assert form_of(nmc, amara) is None
    form = make_form(nmc)
    record = make_form(other)
    type(record).objects.filter(pk=record.pk).update(offers=[])
    plain = make_prompt_version(title="Plain")
    plain.prompt.programme.key = "generic"
    plain.prompt.programme.save()
    assert form_of(nmc, amara) == form
    assert form_of(other, amara) == record  # the only one that asks for parts of it
    assert form_of(bare, amara) == plain


def test_one_as_a_file(client: Client, amara: User, cycle: Cycle, source: Entry) -> None:
    account = begin(cycle, source)
    entry = themed(account, "Listen", learnt="To sit down first.", source=["cpd", "event"])
    entry.private_note = "zq-note"
    entry.save()
    press(client, account)
    words = press(client, account, do="take").content.decode()
    assert "Reflective account 1" in words and "To sit down first." in words
    assert "Listen (chosen)" in words and "zq-note" not in words
    assert "Learning" in words and "An event" in words
    answer = press(client, account, do="take", shape="pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert re.search(r'filename="account-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"])
    assert "To sit down first." in " ".join(Reading(answer.content).text.split())
    events = AuditEvent.objects.filter(person=amara, action="portfolio-exported")
    assert events.count() == 2 and {event.object_id for event in events} == {account.pk}
    assert press(client, account, do="take", shape="exe").status_code == 303


def test_one_of_another_shape_holds_nothing_private(
    client: Client, amara: User, cycle: Cycle
) -> None:
    questions = [
        {"key": "told", "kind": "long_text", "text": "Told?"},
        {"key": "own", "kind": "long_text", "text": "Only yours?", "private": True},
    ]
    version = make_prompt_version(questions=questions)
    answers = {"told": "Out loud.", "own": "zq-private"}
    account = make_account(cycle, make_entry(amara, version, answers=answers, finished=True))
    assert "other questions than your regulator" in shown(client, url("detail", account))
    words = press(client, account, do="take").content.decode()
    assert "Out loud." in words and "zq-private" not in words
