"""The pages of an agreement: what is shown, what is kept, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import User
from supervision.models import Agreement, ParkedSheet, Signature, Supervision
from supervision.services.agreements import begin_draft, tell_reviews_due
from tests.bad_input.nasty import MARKUP
from tests.conftest import open_session
from tests.makers import make_supervision, make_user
from tests.supervision.agreeing import agreed, change, draft_of, end, page, sign
from tests.supervision.looking import follow, read, url
from vault.ids import short

TODAY = timezone.localdate()
SignIn = Callable[..., Client]


@pytest.fixture
def pair(cast: SimpleNamespace) -> Supervision:
    return Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)


@pytest.fixture
def hers(amara: User) -> Client:
    return open_session(Client(), amara, factor=True)


@pytest.fixture
def his(ben: User) -> Client:
    return open_session(Client(), ben, factor=True)


def test_from_no_agreement_to_one_in_force(
    hers: Client, his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    assert "You have no agreement yet. You can share without one" in read(
        hers, url("pair_detail", pair)
    )
    for _time in range(2):  # pressed twice
        shown = follow(hers, hers.post(url("agreement_begin", pair)))
    assert "What is said here stays between us." in shown
    draft = Agreement.objects.visible_to(amara).get()
    fields = page(amara, pair, draft, aims="Hard nights", functions=["restorative"])
    shown = follow(hers, hers.post(url("agreement_edit", pair), fields))
    assert "Hard nights" in shown and "Restorative: to put down what weighs" in shown
    assert "Before anybody signs, please fill in:" in shown
    assert "<li>What else the supervisor is to the supervisee</li>" in shown
    draft.refresh_from_db()
    fields = page(ben, pair, draft, also=["manager"], review_on="2031-05-09", records_more="on")
    shown = follow(his, his.post(url("agreement_edit", pair), fields))
    assert "by 9 May 2031" in shown and "Line manager of the supervisee" in shown
    draft.refresh_from_db()
    assert draft.terms["records_more"] is True
    sign_it = url("agreement_sign", pair)
    shown = follow(hers, hers.post(sign_it, page(amara, pair, draft, name="Amara A. Nurse")))
    assert "Ben is told that it waits for them." in shown
    assert "Waits for your signature" in read(his, url("pair_detail", pair))
    assert "Amara signed your agreement. It waits for you." in read(his, "/news/")
    assert "Hard nights" not in read(his, "/news/")
    assert "Amara A. Nurse" in read(his, sign_it)
    shown = follow(his, his.post(sign_it, page(ben, pair, draft, name="Ben B. Senior")))
    assert "You both signed: it is in force." in shown
    for words in ("Amara A. Nurse", "Ben B. Senior", "Printed on", "Version", "Hard nights"):
        assert words in shown
    for client in (hers, his):
        shown = read(client, url("pair_detail", pair))
        assert "Line manager of the supervisee" in shown and "Begin a new version" in shown
    assert "Ben signed your agreement too. It is in force." in read(hers, "/news/")


def test_what_the_supervisor_is_besides_is_always_said(
    hers: Client, pair: Supervision, amara: User
) -> None:
    where = url("pair_detail", pair)
    assert "Not said yet." in read(hers, where)
    draft = draft_of(pair, amara, also=["assessor", "confirmer"])
    shown = read(hers, where)
    assert "Assessor of the supervisee" in shown and "So says the draft." in shown
    sign(change(draft, amara, also=["none"]), amara)
    sign(Agreement.objects.visible_to(amara).get(), pair.supervisor)
    shown = read(hers, where)
    assert "Neither line manager, nor assessor, nor confirmer" in shown
    assert "So says the draft." not in shown


def test_two_tabs_the_later_one_is_kept_and_shown_with_the_newer_text(
    hers: Client, his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    mine = page(amara, pair, draft, aims="Amara's aims", review_on="2031-05-09")
    change(draft, ben, aims="Ben's aims", how_often="Every week")
    shown = follow(hers, hers.post(url("agreement_edit", pair), mine))
    assert "It was changed since you opened this page." in shown
    assert "Your words are kept below." in shown
    for words in ("Amara's aims", "Ben's aims", "Every week", "In the draft now, Aims:"):
        assert words in shown
    assert "In the draft now, Where:" not in shown  # the same on both sides
    assert Agreement.objects.visible_to(amara).get().terms["aims"] == "Ben's aims"
    assert "Some words about the agreement are not saved yet." in read(
        hers, url("pair_detail", pair)
    )
    assert "Amara's aims" not in read(his, url("agreement_edit", pair))
    # Now that she has seen what it says, she saves.
    kept = ParkedSheet.objects.visible_to(amara).get()
    newest = Agreement.objects.visible_to(amara).get()
    again = page(amara, pair, newest, aims="Aims of both", parked=kept.pk.hex)
    assert "Aims of both" in follow(hers, hers.post(url("agreement_edit", pair), again))
    assert not ParkedSheet.objects.exists()


def test_a_page_of_what_was_signed_meanwhile_keeps_its_words(
    hers: Client, pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    mine = page(amara, pair, draft, aims="Late aims")
    sign(draft, ben)
    shown = follow(hers, hers.post(url("agreement_edit", pair), mine))
    assert "The agreement stands otherwise by now" in shown and "Late aims" in shown
    # A new draft takes them, beside what it says.
    hers.post(url("agreement_begin", pair), {"drops": short(draft.pk)})
    shown = read(hers, url("agreement_edit", pair))
    assert "Late aims" in shown and "In the draft now, Aims:" in shown
    kept = ParkedSheet.objects.visible_to(amara).get()
    for _time in range(2):
        follow(hers, hers.post(reverse("supervision:unsaved_drop"), {"parked": kept.pk.hex}))
    assert not ParkedSheet.objects.exists()


def test_nobody_signs_what_they_did_not_see(
    hers: Client, pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    mine = page(amara, pair, draft, name="Amara A. Nurse")
    change(draft, ben, aims="Other aims")
    shown = follow(hers, hers.post(url("agreement_sign", pair), mine))
    assert "Please read what it says now." in shown
    assert "Other aims" in shown and "Amara A. Nurse" in shown
    for seen in ("", "9.9", "<b>", "1.-1"):
        follow(hers, hers.post(url("agreement_sign", pair), mine | {"seen": seen}))
    assert not Signature.objects.exists()


def test_signing_twice_is_once_and_needs_a_name(
    hers: Client, pair: Supervision, amara: User
) -> None:
    draft, where = draft_of(pair, amara), url("agreement_sign", pair)
    shown = follow(hers, hers.post(where, page(amara, pair, draft, name="  ")))
    assert "Please type your name to sign." in shown
    shown = follow(hers, hers.post(where, page(amara, pair, draft, name="x" * 300)))
    assert "characters too long" in shown
    for _time in range(2):
        follow(hers, hers.post(where, page(amara, pair, draft, name="Amara")))
    assert Signature.objects.count() == 1
    assert hers.get(where).status_code == 200  # the name that was too long is still kept
    ParkedSheet.objects.all().delete()
    assert hers.get(where).status_code == 302


def test_a_signature_that_nobody_has_seen_is_not_dropped(
    hers: Client, pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    sign(draft, ben)
    for body in ({}, {"drops": short(pair.pk)}, {"drops": "nonsense"}):
        shown = follow(hers, hers.post(url("agreement_begin", pair), body))
        assert "It stands otherwise by now." in shown
    assert Agreement.objects.visible_to(amara).get().state == "signed"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"aims": " "}, "Please say this in a few words."),
        ({"aims": "x" * 5_000}, "characters too long"),
        ({"how_often": "x" * 500}, "characters too long"),
        ({"review_on": "2020-01-31"}, "This day has passed."),
        ({"review_on": "31/31/2026"}, "Please give the date as day/month/year"),
        ({"review_on": "9026-01-01"}, "Please check the year"),
        ({"also": ["none", "manager"]}, "Please tick either"),
        ({"functions": ["other"]}, "Select a valid choice"),
        ({"binding": "forged"}, "Not saved yet"),
    ],
)
def test_what_cannot_be_saved_is_kept_with_a_clear_line(
    hers: Client, pair: Supervision, amara: User, fields: dict[str, Any], said: str
) -> None:
    draft = draft_of(pair, amara)
    posted = page(amara, pair, draft, urgent="Ring the ward") | fields
    shown = follow(hers, hers.post(url("agreement_edit", pair), posted))
    assert said in shown and "Ring the ward" in shown
    assert "The draft says something else by now" not in shown  # nobody changed it
    assert Agreement.objects.visible_to(amara).get().revision == draft.revision


def test_markup_is_only_letters_and_no_title_holds_a_word(
    hers: Client, pair: Supervision, amara: User
) -> None:
    draft = draft_of(pair, amara, aims=MARKUP, place=MARKUP)
    sign(draft, amara, MARKUP[:100])
    for path in (draft.get_absolute_url(), url("pair_detail", pair)):
        text = hers.get(path).text
        assert "<script>alert" not in text
        assert MARKUP[:20] not in text[text.index("<title>") : text.index("</title>")]


def test_a_pair_of_others_is_missing(pair: Supervision, amara: User, chloe: User) -> None:
    draft = draft_of(pair, amara)
    client = open_session(Client(), chloe, factor=True)
    assert client.get(draft.get_absolute_url()).status_code == 404
    for name in ("pair_detail", "agreement_edit", "agreement_sign"):
        assert client.get(url(name, pair)).status_code == 404
    posted = page(chloe, pair, draft, name="Chloe")
    for name in ("agreement_begin", "agreement_edit", "agreement_sign"):
        assert client.post(url(name, pair), posted).status_code == 404
    assert "No supervision yet" in read(client, reverse("supervision:pair_list"))
    assert Agreement.objects.visible_to(amara).get().revision == draft.revision


def test_when_it_is_over_both_read_and_nobody_changes(
    hers: Client, his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    done = agreed(pair, aims="What we agreed")
    draft = begin_draft(supervision_id=pair.pk, actor=ben)
    end(pair)
    for client, person in ((hers, amara), (his, ben)):
        assert "What we agreed" in read(client, done.get_absolute_url())
        shown = read(client, url("pair_detail", pair))
        assert "This supervision is over." in shown
        assert "Begin" not in shown and "Change the draft" not in shown
        assert client.get(url("agreement_edit", pair)).status_code == 302
        assert "is over" in follow(client, client.post(url("agreement_begin", pair)))
        late = page(person, pair, draft, aims="Late words", name="Late name")
        shown = follow(client, client.post(url("agreement_edit", pair), late))
        assert "does not run now" in shown and "Late words" in shown
        follow(client, client.post(url("agreement_sign", pair), late))
    draft.refresh_from_db()
    assert draft.revision == 0 and draft.signatures.count() == 0


def test_what_is_replaced_says_so_and_versions_stand_newest_first(
    hers: Client, pair: Supervision, amara: User, ben: User
) -> None:
    first = agreed(pair)
    second = begin_draft(supervision_id=pair.pk, actor=amara)
    assert "A new version is in the making." in read(hers, first.get_absolute_url())
    sign(second, ben)
    third = begin_draft(supervision_id=pair.pk, actor=amara, drops=second.pk)
    sign(third, ben)
    sign(third, amara)
    assert "A newer one took its place." in read(hers, first.get_absolute_url())
    assert "It never held." in read(hers, second.get_absolute_url())
    shown = read(hers, third.get_absolute_url()).split('id="versions"')[1]
    assert shown.index("Version 3") < shown.index("Version 2") < shown.index("Version 1")


def test_a_review_that_is_due_is_said_on_the_list_and_on_the_page(
    hers: Client, pair: Supervision, amara: User
) -> None:
    done = agreed(pair, review_on=TODAY + timedelta(days=4))
    assert tell_reviews_due() == 1
    assert "nearly time to look at your agreement with Ben again" in read(hers, "/news/")
    assert "It is nearly time to look at it again." in read(hers, url("pair_detail", pair))
    Agreement.objects.filter(pk=done.pk).update(review_on=TODAY - timedelta(days=4))
    assert "The day to look at it again has passed." in read(hers, url("pair_detail", pair))
    assert "To be looked at again since" in read(hers, reverse("supervision:pair_list"))


def test_opening_it_makes_its_news_old(hers: Client, pair: Supervision, amara: User) -> None:
    done = agreed(pair)
    assert Notice.objects.filter(person=amara, seen_at=None).exists()
    hers.head(done.get_absolute_url())
    assert Notice.objects.filter(person=amara, seen_at=None).exists()
    hers.get(done.get_absolute_url())
    assert not Notice.objects.filter(person=amara, seen_at=None).exists()


def test_a_page_left_open_is_kept_for_who_opened_it(
    his: Client, pair: Supervision, amara: User, ben: User
) -> None:
    """On a ward computer, Ben signs in before Amara's page is sent."""
    draft = draft_of(pair, amara)
    hers = page(amara, pair, draft, aims="Amara's aims", name="Amara")
    for name in ("agreement_edit", "agreement_sign"):
        assert his.post(url(name, pair), hers).status_code == 303
    assert ParkedSheet.objects.visible_to(amara).count() == 2
    assert not ParkedSheet.objects.visible_to(ben).exists()
    assert Agreement.objects.visible_to(amara).get().revision == draft.revision
    assert not Signature.objects.exists()


def test_the_list_names_everybody_and_the_next_step(
    his: Client, hers: Client, pair: Supervision, amara: User, ben: User
) -> None:
    peer, later = make_user("Peter"), make_user("Lena")
    make_supervision(ben, peer, is_peer=True)
    make_supervision(peer, ben, is_peer=True)
    make_supervision(ben, later, started_on=TODAY + timedelta(days=9))
    old = make_supervision(ben, make_user("Olga"), ended_on=TODAY - timedelta(days=2))
    sign(draft_of(pair, amara), amara)
    shown = read(his, reverse("supervision:pair_list"))
    for words in ("You supervise", "Amara", "Waits for your signature", "Your peers", "Peter",
                  "reads what you share", "shares with you", "Not begun yet", "Lena",
                  "1 supervision that is over", "Olga", old.get_absolute_url()):  # fmt: skip
        assert words in shown, words
    assert shown.count("No agreement yet") == 0  # peers are not asked for one
    shown = read(hers, reverse("supervision:pair_list"))
    assert "You are supervised by" in shown and "Waits for Ben to sign" in shown


def test_one_that_has_not_begun_says_so_and_agrees_nothing(his: Client, ben: User) -> None:
    soon = make_supervision(
        ben, make_user("Lena"), started_on=TODAY + timedelta(days=9), ended_on=None
    )
    shown = read(his, url("pair_detail", soon))
    assert "You supervise Lena" in shown and "This supervision begins on" in shown
    assert "Begin a draft" not in shown
    his.post(url("agreement_begin", soon))
    assert not Agreement.objects.exists()


def test_who_has_nobody_is_told_how_one_gets_a_supervisor(
    efua: User, dev: User, hana: User, cast: SimpleNamespace, sign_in: SignIn
) -> None:
    shown = read(sign_in(Client(), efua), reverse("supervision:pair_list"))
    assert "ask whoever runs supervision where you work" in shown
    assert "Ask a peer" not in shown
    assert "Ask a peer" in read(sign_in(Client(), dev), reverse("supervision:pair_list"))
    runs = read(sign_in(Client(), hana, factor=True), reverse("supervision:pair_list"))
    assert "whoever runs supervision" not in runs  # it is she
    assert f"Pair people at {cast.team.organisation}" in runs
