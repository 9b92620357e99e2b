"""The writer's side: who it is, exactly what goes, the mail, a new link."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from journals.models import Entry, EntryRevision, OutsideReader, Preparation, Review, Share
from journals.preparing import kept
from journals.services.sharing import withdraw_share
from people.models import AuditEvent, User
from tests.conftest import open_session
from tests.journals.outside import (
    ADDRESS,
    NAME,
    choose,
    give,
    hidden,
    link_in,
    make_outside,
    paths,
    reader_of,
    share_it,
    typed,
)
from tests.makers import make_entry
from vault.ids import short

pytestmark = pytest.mark.django_db

WORDS = "The tea went cold."
PLAIN = "It was a long night."


@pytest.fixture
def entry(amara: User) -> Entry:
    return make_entry(
        amara,
        title="A cold cup",
        answers={"happened": WORDS, "in_a_line": PLAIN},
        private_note="For me alone.",
    )


@pytest.fixture
def own(amara: User) -> Client:
    return open_session(Client(), amara)


def test_from_the_form_to_the_mail(own: Client, entry: Entry, amara: User) -> None:
    choose(entry, "in_a_line", "title", ask="Was it too much?")
    assert own.post(paths(entry).form, typed()).url == paths(entry).preview
    page = own.get(paths(entry).preview).content.decode()
    assert "Your name, that you keep a journal about moments at work, the link" in page
    assert PLAIN in page and "Was it too much?" in page and ADDRESS in page
    assert WORDS not in page and "For me alone" not in page
    assert not Share.objects.visible_to(amara).exists() and not mail.outbox
    answer = give(own, entry)
    share = Share.objects.visible_to(amara).get()
    assert (answer.status_code, answer.url) == (303, share.get_absolute_url())
    assert (share.reader, share.supervision, share.state) == (None, None, Share.State.WAITING)
    assert [part["key"] for part in share.snapshot["parts"]] == ["in_a_line"]
    reader = OutsideReader.objects.visible_to(amara).get()
    assert (reader.name, reader.address, reader.kind) == (NAME, ADDRESS, "partner")
    assert Review.objects.filter(share=share).exists()
    assert EntryRevision.objects.filter(entry=entry, reason="share").exists()
    assert not Preparation.objects.exists()
    actions = AuditEvent.objects.filter(person=amara, object_id=share.pk).values_list("action")
    assert {action for (action,) in actions} == {"shared", "link-made"}
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def test_the_mail_says_who_and_until_when_and_no_word_of_it(own: Client, entry: Entry) -> None:
    share_it(own, entry)
    message = mail.outbox[0]
    text = message.subject + message.body
    assert "Amara" in message.subject and NAME in message.body
    last = timezone.localdate() + timedelta(days=14)
    assert f"{last.day} {last:%B %Y}" in message.body
    assert link_in(message)
    for word in (WORDS, PLAIN, "A cold cup", "For me alone", "A quiet moment", "amara@"):
        assert word not in text


def test_the_mail_gives_ground_for_trust_and_says_how_to_refuse(
    own: Client, entry: Entry, settings: Any
) -> None:
    settings.OPERATOR = {"name": "Ash Trust", "contact": "journal@ash.example"}
    share_it(own, entry)
    body = mail.outbox[0].body
    last = timezone.localdate() + timedelta(days=14)
    for words in (
        "Amara keeps a private journal here",
        "nothing to pay and nothing to install",
        "This link works once:",
        "sends a code to this address",
        f"do nothing: the link ends on {last.day} {last:%B %Y}",
        "This server is run by Ash Trust. journal@ash.example",
    ):
        assert words in body
    assert max(len(line) for line in body.splitlines()) < 998


def test_it_ends_with_the_last_day_in_the_writers_zone(
    own: Client, entry: Entry, amara: User
) -> None:
    amara.time_zone = "Pacific/Auckland"
    amara.save()
    day = (timezone.localdate(timezone=amara.zone) + timedelta(days=3)).isoformat()
    share_it(own, entry, until=day)
    ends_at = timezone.localtime(OutsideReader.objects.get().ends_at, amara.zone)
    assert (ends_at.hour, ends_at.minute) == (0, 0)
    assert (ends_at.date() - timedelta(days=1)).isoformat() == day


def test_high_findings_want_one_tick(own: Client, entry: Entry) -> None:
    entry.answers = {"in_a_line": "Her number is 943 476 5919."}
    entry.save()
    choose(entry)
    own.post(paths(entry).form, typed())
    page = own.get(paths(entry).preview)
    assert 'name="looked"' in page.text
    answer = give(own, entry, looked="")
    assert Share.objects.filter(entry=entry).exists()  # ticked, with whatever value
    assert answer.status_code == 303


def test_without_the_tick_nothing_goes(own: Client, entry: Entry) -> None:
    entry.answers = {"in_a_line": "Her number is 943 476 5919."}
    entry.save()
    choose(entry)
    own.post(paths(entry).form, typed())
    page = own.get(paths(entry).preview)
    body = {"do": "give", "revision": "1", "seen": hidden(page, "seen")}
    answer = own.post(paths(entry).preview, body)
    assert answer.url == f"{paths(entry).preview}?look#give"
    assert "Please tick this first" in own.get(answer.url.split("#")[0]).content.decode()
    assert not mail.outbox


def test_what_was_shown_is_what_goes(own: Client, entry: Entry) -> None:
    choose(entry)
    own.post(paths(entry).form, typed())
    own.get(paths(entry).preview)
    for change in ({"revision": "7"}, {"seen": "0" * 32}, {"revision": "x"}):
        assert give(own, entry, **change).url == paths(entry).preview
    page = own.get(paths(entry).preview)
    own.post(paths(entry).form, typed(address="other@elsewhere.example"))  # in another tab
    body = {"do": "give", "revision": "1", "seen": hidden(page, "seen")}
    assert own.post(paths(entry).preview, body).url == paths(entry).preview
    assert not mail.outbox and not OutsideReader.objects.exists()


def test_pressed_twice_it_goes_once(own: Client, entry: Entry, amara: User) -> None:
    choose(entry)
    own.post(paths(entry).form, typed())
    page = own.get(paths(entry).preview)
    body = {"do": "give", "looked": "on", "revision": "1", "seen": hidden(page, "seen")}
    first, second = (own.post(paths(entry).preview, body) for _time in range(2))
    assert (first.status_code, second.url) == (303, "/shared/")
    assert len(mail.outbox) == Share.objects.visible_to(amara).count() == 1


def test_nothing_chosen_leads_to_the_page_before(own: Client, entry: Entry) -> None:
    assert own.get(paths(entry).form).url == paths(entry).choose
    assert own.get(paths(entry).preview).status_code == 302


def test_at_most_twenty_a_day(own: Client, entry: Entry, amara: User) -> None:
    for number in range(20):
        make_outside(entry, address=f"p{number}@elsewhere.example")
    assert share_it(own, entry).url == paths(entry).preview
    assert "Nothing was sent: " in own.get(paths(entry).preview).content.decode()
    assert Share.objects.visible_to(amara).count() == 20


def test_it_wants_a_fresh_proof_and_keeps_what_was_typed(own: Client, entry: Entry) -> None:
    choose(entry)
    page = own.get(paths(entry).form)
    body = typed() | {"binding": hidden(page, "binding")}
    session = own.session
    session["proved_at"] = 0
    session.save()
    for path in (paths(entry).form, paths(entry).preview):
        assert own.get(path).url.startswith("/sign-in/prove/") or "prove" in own.get(path).url
    answer = own.post(paths(entry).form, body)
    assert answer.status_code == 303 and "prove" in answer.url
    assert kept(entry).outside["name"] == NAME and not mail.outbox
    own.post(paths(entry).form, body | {"name": "Somebody else"})
    assert kept(entry).outside["name"] == "Somebody else"  # she is here, with her password


def test_what_is_typed_when_the_session_was_over_is_kept(own: Client, entry: Entry) -> None:
    choose(entry)
    body = typed() | {"binding": hidden(own.get(paths(entry).form), "binding")}
    assert Client().post(paths(entry).form, body).status_code == 303
    assert kept(entry).outside["name"] == NAME
    for binding in ("forged", body["binding"]):  # nobody who was named makes way
        Client().post(paths(entry).form, body | {"binding": binding, "name": "Other"})
        assert kept(entry).outside["name"] == NAME


@pytest.mark.parametrize("who", ["ben", "ife", "efua", "grace", "hana"])
def test_nobody_elses_entry(entry: Entry, cast: SimpleNamespace, who: str) -> None:
    choose(entry)
    other = open_session(Client(), getattr(cast, who))
    share = make_outside(entry)
    for path in (paths(entry).form, paths(entry).preview):
        assert other.get(path).status_code == other.post(path, typed()).status_code == 404
    assert other.post(f"/shared/{short(share.pk)}/new-link/").status_code == 404


def test_a_new_link_by_the_writer(own: Client, entry: Entry) -> None:
    share = make_outside(entry)
    old = reader_of(share).link_digest
    answer = own.post(f"/shared/{short(share.pk)}/new-link/")
    assert answer.url == share.get_absolute_url()
    assert reader_of(share).link_digest != old
    assert len(mail.outbox) == 2 and mail.outbox[1].to == [ADDRESS]
    for _time in range(6):
        own.post(f"/shared/{short(share.pk)}/new-link/")
    assert len(mail.outbox) == 6  # five a day, besides the first


def test_no_new_link_to_what_is_over(own: Client, entry: Entry, amara: User) -> None:
    over, back = make_outside(entry, days=1), make_outside(entry)
    withdraw_share(share_id=back.pk, author=amara)
    assert own.post(f"/shared/{short(back.pk)}/new-link/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        again = open_session(Client(), amara)
        assert again.post(f"/shared/{short(over.pk)}/new-link/").status_code == 404


def test_the_writer_sees_it_like_any_share(own: Client, entry: Entry) -> None:
    share = make_outside(entry)
    assert NAME in own.get("/shared/").content.decode()
    page = own.get(share.get_absolute_url()).content.decode()
    assert NAME in page and ADDRESS in page and "Send a new link" in page
    own.post(f"/shared/{short(share.pk)}/withdraw/")
    page = own.get(share.get_absolute_url()).content.decode()
    assert "Taken back" in page and "Send a new link" not in page
