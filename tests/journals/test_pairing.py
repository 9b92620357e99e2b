"""Ending a supervision, asking for another supervisor, pairing people, and handing on by pages."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from journals.models import Share
from notices.models import Notice
from notices.services import mark_seen
from people.models import AuditEvent, Membership
from supervision.models import Handing, Supervision, SupervisorWish
from tests.makers import make_entry, make_membership, make_share, make_supervision, make_user
from vault.ids import short

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    found = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    found.organisation = cast.team.organisation
    found.save()
    return found


def at(name, thing):
    return reverse(f"journals:{name}", args=[thing.pk])


def follow(browser, answer):
    assert answer.status_code == 303
    return browser.get(answer.url).content.decode()


def open_for(sign_in, person):
    return sign_in(Client(), person, factor=True)


def test_the_supervised_one_ends_it_and_shares_are_closed(sign_in, cast, pair):
    share = make_share(make_entry(cast.amara), pair)
    hers = open_for(sign_in, cast.amara)
    page = hers.get(at("pair_end", pair)).content.decode()
    assert "What they said about it stays" in page
    follow(hers, hers.post(at("pair_end", pair)))
    assert not Supervision.objects.current().filter(pk=pair.pk).exists()
    share.refresh_from_db()
    assert share.state == Share.State.CLOSED
    assert hers.post(at("pair_end", pair)).status_code == 404  # pressed twice


@pytest.mark.parametrize("name", ["ben", "chloe", "dev", "efua", "farid", "grace", "ife"])
def test_nobody_else_ends_it(sign_in, cast, pair, name):
    other = open_for(sign_in, getattr(cast, name))
    assert other.get(at("pair_end", pair)).status_code == 404
    assert other.post(at("pair_end", pair)).status_code == 404
    assert Supervision.objects.current().filter(pk=pair.pk).exists()


def test_an_administrator_ends_it_and_is_led_back(sign_in, cast, pair):
    hana = open_for(sign_in, cast.hana)
    page = follow(hana, hana.post(at("pair_end", pair)))
    assert "Who supervises whom" in page
    assert not Supervision.objects.current().filter(pk=pair.pk).exists()


def test_an_administrator_does_not_end_what_they_supervise_themselves(sign_in, cast):
    house = cast.team.organisation
    Membership.objects.filter(user=cast.hana).update(roles=["administrator", "supervisor"])
    own = make_supervision(cast.hana, cast.ife, organisation=house)
    assert open_for(sign_in, cast.hana).get(at("pair_end", own)).status_code == 404


def test_a_wish_is_told_to_administrators_and_not_to_the_supervisor(sign_in, cast, pair):
    hers = open_for(sign_in, cast.amara)
    page = follow(hers, hers.post(at("pair_another", pair), {"do": "ask"}))
    assert "You asked on" in page
    follow(hers, hers.post(at("pair_another", pair), {"do": "ask"}))  # twice is once
    assert SupervisorWish.objects.count() == 1
    told = Notice.objects.filter(kind="supervisor-wished")
    assert [one.person for one in told] == [cast.hana]
    assert not SupervisorWish.objects.visible_to(cast.ben).exists()
    assert not AuditEvent.objects.filter(person=cast.ben, action="supervisor-wished").exists()
    assert AuditEvent.objects.filter(person=cast.amara, action="supervisor-wished").count() == 1
    house = open_for(sign_in, cast.hana).get(
        reverse("journals:house_pairs", args=[pair.organisation_id])
    )
    assert "Would like somebody else" in house.content.decode()


def test_the_page_of_a_wish_says_how_long_all_stays_as_it_is(sign_in, cast, pair):
    shown = open_for(sign_in, cast.amara).get(at("pair_another", pair)).content.decode()
    assert "Until somebody is found all stays as it is" in shown and "Until then" not in shown


def test_a_supervisor_who_also_administers_is_not_told(sign_in, cast, pair):
    Membership.objects.filter(user=cast.ben).update(roles=["administrator", "supervisor"])
    hers = open_for(sign_in, cast.amara)
    hers.post(at("pair_another", pair), {"do": "ask"})
    his = open_for(sign_in, cast.ben)
    page = his.get(reverse("journals:house_pairs", args=[pair.organisation_id])).content.decode()
    assert "Amara" in page and "Would like somebody else" not in page
    assert not Notice.objects.filter(person=cast.ben, kind="supervisor-wished").exists()


def test_a_wish_is_taken_back(sign_in, cast, pair):
    hers = open_for(sign_in, cast.amara)
    hers.post(at("pair_another", pair), {"do": "ask"})
    follow(hers, hers.post(at("pair_another", pair), {"do": "back"}))
    assert not SupervisorWish.objects.exists()
    assert not Notice.objects.visible_to(cast.hana).unseen().exists()


def wish_and_back(client, pair, times):
    for do in ["ask", "back"] * times:
        client.post(at("pair_another", pair), {"do": do})


def test_a_wish_that_comes_and_goes_is_told_once_a_day(sign_in, cast, pair):
    hers = open_for(sign_in, cast.amara)
    wishes = Notice.objects.visible_to(cast.hana).filter(kind="supervisor-wished")
    wish_and_back(hers, pair, 2)
    hers.post(at("pair_another", pair), {"do": "ask"})
    assert wishes.unseen().count() == 1  # nobody has looked: it is new until then
    mark_seen(person=cast.hana, notice=wishes.get())
    wish_and_back(hers, pair, 3)
    assert "would like another supervisor" not in open_for(sign_in, cast.hana).get("/news/").text
    hers.post(at("pair_another", pair), {"do": "ask"})
    assert not wishes.unseen().exists()
    assert "would like another supervisor" in open_for(sign_in, cast.hana).get("/news/").text
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        wish_and_back(open_for(sign_in, cast.amara), pair, 1)
        open_for(sign_in, cast.amara).post(at("pair_another", pair), {"do": "ask"})
        assert wishes.unseen().count() == 1
        assert wishes.count() == 1  # in the place of the one of yesterday


def test_a_wish_of_which_a_mail_told_is_not_mailed_again_that_day(sign_in, cast, pair):
    hers = open_for(sign_in, cast.amara)
    hers.post(at("pair_another", pair), {"do": "ask"})
    Notice.objects.filter(kind="supervisor-wished").update(mailed_at=timezone.now())
    wish_and_back(hers, pair, 1)
    hers.post(at("pair_another", pair), {"do": "ask"})
    assert not Notice.objects.filter(person=cast.hana).waiting().exists()


def test_an_administrator_pairs_two_people(sign_in, cast):
    page = reverse("journals:house_pairs", args=[cast.team.organisation_id])
    hana = open_for(sign_in, cast.hana)
    chosen = {"supervisor": short(cast.chloe.pk), "supervisee": short(cast.ife.pk)}
    assert "Chloe supervises Ife from today" in follow(hana, hana.post(page, chosen))
    assert "paired already" in follow(hana, hana.post(page, chosen))
    found = Supervision.objects.current().get(supervisor=cast.chloe, supervisee=cast.ife)
    assert found.organisation == cast.team.organisation


@pytest.mark.parametrize(
    ("supervisor", "supervisee"),
    [("", ""), ("amara", "ife"), ("chloe", "chloe"), ("chloe", "efua"), ("x" * 22, "<b>")],
)
def test_who_cannot_be_paired_is_said(sign_in, cast, supervisor, supervisee):
    page = reverse("journals:house_pairs", args=[cast.team.organisation_id])
    hana = open_for(sign_in, cast.hana)
    ids = {name: short(getattr(cast, name).pk) for name in ("amara", "ife", "chloe", "efua")}
    before = Supervision.objects.count()
    posted = {"supervisor": ids.get(supervisor, supervisor)}
    posted["supervisee"] = ids.get(supervisee, supervisee)
    shown = follow(hana, hana.post(page, posted))
    assert "field__error" in shown and "<b>" not in shown
    assert Supervision.objects.count() == before


def test_the_house_page_shows_no_word_and_no_other_house(sign_in, cast, pair):
    make_share(make_entry(cast.amara, title="Rain at night"), pair)
    make_supervision(make_user("Far Away"), cast.efua, organisation=cast.elsewhere.organisation)
    hana = open_for(sign_in, cast.hana)
    shown = hana.get(reverse("journals:house_pairs", args=[pair.organisation_id])).content.decode()
    assert "Amara" in shown and "Rain" not in shown and "Far Away" not in shown
    since = date_format(pair.started_on, "j F Y")
    assert "supervised by Ben" in shown and f"since {since}" in shown and "<table" not in shown


def test_handing_on_by_pages_for_all_three(sign_in, cast, pair):
    his, hers, other = (open_for(sign_in, one) for one in (cast.ben, cast.amara, cast.chloe))
    asked = {"kind": "hand-on", "to": short(cast.chloe.pk)}
    page = follow(his, his.post(at("handing_create", pair), asked))
    assert "Chloe is asked" in page and "Ask no longer" in page
    handing = Handing.objects.get()
    assert hers.get(at("handing_detail", handing)).status_code == 404
    assert "Would you?" in other.get(at("handing_detail", handing)).content.decode()
    follow(other, other.post(at("handing_detail", handing), {"do": "yes"}))
    assert "It is yours to say" in hers.get(at("handing_detail", handing)).content.decode()
    done = follow(hers, hers.post(at("handing_detail", handing), {"do": "yes"}))
    assert "Chloe took over your supervision from Ben." in done
    assert Supervision.objects.current().get(supervisee=cast.amara).supervisor == cast.chloe


def test_a_writers_no_leads_to_a_page_that_says_so(sign_in, cast, pair):
    his, hers, other = (open_for(sign_in, one) for one in (cast.ben, cast.amara, cast.chloe))
    his.post(at("handing_create", pair), {"kind": "hand-on", "to": short(cast.chloe.pk)})
    handing = Handing.objects.get()
    other.post(at("handing_detail", handing), {"do": "yes"})
    assert "It stays as it is" in follow(
        hers, hers.post(at("handing_detail", handing), {"do": "no"})
    )
    assert {one.kind for one in Notice.objects.visible_to(cast.ben)} == {"handing-settled"}


def test_a_writer_ticks_what_the_one_standing_in_may_read(sign_in, cast, pair):
    share = make_share(make_entry(cast.amara), pair)
    his, hers, other = (open_for(sign_in, one) for one in (cast.ben, cast.amara, cast.chloe))
    today = timezone.localdate()
    asked = {"kind": "cover", "to": short(cast.chloe.pk), "first_on": str(today)}
    asked["last_on"] = str(today + timedelta(days=7))
    follow(his, his.post(at("handing_create", pair), asked))
    handing = Handing.objects.get()
    there = at("handing_detail", handing)
    other.post(there, {"do": "yes"})
    assert "What Chloe may read" in follow(hers, hers.post(there, {"do": "yes"}))
    nothing = follow(hers, hers.post(there, {"do": "give", "share": ["x", "<b>"]}))
    assert "nothing was given" in nothing
    follow(hers, hers.post(there, {"do": "give", "share": short(share.pk)}))
    copy = Share.objects.visible_to(cast.chloe).get()
    assert other.get(at("review_write", copy)).status_code == 200
    assert other.get(at("review_write", share)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": ""}, "choose one of the two"),
        ({"to": ""}, "choose somebody"),
        ({"to": "x" * 22}, "Select a valid choice"),
        ({"kind": "cover"}, "give a day"),
        ({"kind": "cover", "first_on": "2031-01-09", "last_on": "2031-01-01"}, "before the first"),
        ({"kind": "cover", "first_on": "2001-01-01", "last_on": "2001-01-02"}, "has passed"),
        ({"kind": "cover", "first_on": "2031-01-01", "last_on": "2039-01-01"}, "At most a year"),
    ],
)
def test_what_cannot_be_asked_is_said(sign_in, cast, pair, changed, said):
    his = open_for(sign_in, cast.ben)
    asked = {"kind": "hand-on", "to": short(cast.chloe.pk)} | changed
    assert said in follow(his, his.post(at("handing_create", pair), asked))
    assert not Handing.objects.exists()


def test_without_a_colleague_the_page_says_who_can_help(sign_in, cast, pair):
    Membership.objects.filter(user__in=[cast.chloe, cast.farid]).update(roles=["member"])
    page = open_for(sign_in, cast.ben).get(at("handing_create", pair)).content.decode()
    assert "Whoever pairs people" in page and '<form method="post" class' not in page


def test_the_pairs_page_leads_each_to_what_they_can_do(sign_in, cast, pair):
    his = open_for(sign_in, cast.ben).get(pair.get_absolute_url()).content.decode()
    hers = open_for(sign_in, cast.amara).get(pair.get_absolute_url()).content.decode()
    assert at("handing_create", pair) in his and at("pair_another", pair) not in his
    assert at("pair_another", pair) in hers and at("handing_create", pair) not in hers


def test_somebody_new_in_the_house_can_be_paired(sign_in, cast):
    new = make_user("Zara New")
    make_membership(new, cast.team, "student")
    hana = open_for(sign_in, cast.hana)
    page = hana.get(reverse("journals:house_pairs", args=[cast.team.organisation_id]))
    assert "Zara New" in page.content.decode()
