"""The first days, the details page, the password page and the list of sessions."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from people import sessions
from people.models import User
from people.services.codes import make_codes
from people.session_store import row_key
from tests.makers import PASSWORD, make_user

STEPS = ["welcome", "welcome_codes", "welcome_address", "welcome_you"]
DETAILS = {"display_name": "Amara Okoye", "time_zone": "Africa/Lagos", "theme": "dark"}


def just_made(client: Client, user: User) -> Client:
    """Signed in by the very request that made the person."""
    client.force_login(user)
    session = client.session
    sessions.begin_newcomer(session, user)
    session.save()
    return client


@pytest.fixture
def newcomer(db: None) -> User:
    return make_user("New", "new@example.test", welcomed_at=None)


def test_the_four_pages(client: Client, newcomer: User) -> None:
    just_made(client, newcomer)
    page = client.get(reverse("people:welcome")).content.decode()
    assert "1 of 4" in page and "could technically read it" in page
    client.post(reverse("people:welcome_codes"))
    assert newcomer.recovery_codes.count() == 10
    page = client.get(reverse("people:welcome_codes")).content.decode()
    assert page.count("<code>") == 10
    assert client.post(reverse("people:recovery_codes_kept")).url == "/me/welcome/address/"
    client.post(reverse("people:welcome_address"), {"address": "home@example.net"})
    assert mail.outbox[-1].to == ["home@example.net"]
    response = client.post(reverse("people:welcome_you"), DETAILS)
    assert (response.status_code, response.url) == (303, "/")
    newcomer.refresh_from_db()
    assert newcomer.welcomed_at is not None
    assert (newcomer.display_name, newcomer.time_zone) == ("Amara Okoye", "Africa/Lagos")


def test_everything_but_the_name_can_wait(client: Client, newcomer: User) -> None:
    just_made(client, newcomer)
    assert "Later" in client.get(reverse("people:welcome_codes")).content.decode()
    client.post(reverse("people:welcome_you"), DETAILS)
    assert not newcomer.recovery_codes.exists()
    assert "Not yet made" in client.get(reverse("people:security")).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_closes_once_settled_in(step: str, client: Client, amara: User) -> None:
    """These pages ask for no password."""
    client.force_login(amara)
    for response in (client.get(reverse(f"people:{step}")), client.post(reverse(f"people:{step}"))):
        assert response.status_code in (302, 405)
    assert not amara.recovery_codes.exists()


def test_does_not_replace_codes(client: Client, newcomer: User) -> None:
    make_codes(user=newcomer)
    before = set(newcomer.recovery_codes.values_list("digest", flat=True))
    just_made(client, newcomer)
    client.post(reverse("people:welcome_codes"))
    assert set(newcomer.recovery_codes.values_list("digest", flat=True)) == before


class TestProfile:
    def save(self, client: Client, **changes: str) -> Any:
        return client.post("/me/", {**DETAILS, **changes})

    def test_saves(self, client: Client, amara: User) -> None:
        client.force_login(amara)
        assert self.save(client, spell_check="on").status_code == 303
        amara.refresh_from_db()
        assert (amara.display_name, amara.theme) == ("Amara Okoye", "dark")
        assert amara.spell_check
        assert amara.events.first().action == "profile-changed"

    @pytest.mark.parametrize(
        "changes",
        [
            {"time_zone": "Mars/Phobos"},
            {"time_zone": "../../etc/passwd"},
            {"theme": "neon"},
            {"display_name": ""},
            {"display_name": "x" * 81},
            {"display_name": "\x00"},
        ],
    )
    def test_refuses(self, changes: dict[str, str], client: Client, amara: User) -> None:
        client.force_login(amara)
        assert self.save(client, **changes).status_code == 200
        amara.refresh_from_db()
        assert (amara.display_name, amara.theme) == ("Amara", "system")

    def test_changes_nothing_else(self, client: Client, amara: User, ben: User) -> None:
        client.force_login(amara)
        forged = {
            "id": str(ben.pk),
            "user": str(ben.pk),
            "email": "evil@example.net",
            "email_key": "evil@example.net",
            "is_superuser": "on",
            "is_active": "",
            "held_until": "",
            "password": "x",
        }
        self.save(client, **forged)
        ben.refresh_from_db()
        amara.refresh_from_db()
        assert ben.display_name == "Ben"
        assert (amara.email, amara.is_superuser) == ("amara@example.test", False)
        assert amara.check_password(PASSWORD)

    def test_shows_where_one_belongs_and_only_current_pairs(
        self, client: Client, amara: User
    ) -> None:
        client.force_login(amara)
        page = client.get("/me/").content.decode()
        assert "Ward 7" in page and "Ben supervises you" in page
        assert "Farid" not in page

    def test_a_name_is_shown_as_text(self, client: Client, amara: User) -> None:
        client.force_login(amara)
        self.save(client, display_name="<b onmouseover=x>O'Brien</b>")
        page = client.get("/me/").content.decode()
        assert "<b onmouseover" not in page

    @pytest.mark.parametrize("zone", ["Mars/Phobos", "", "Europe", "../etc/passwd"])
    def test_a_zone_that_is_gone_stops_no_page(
        self, zone: str, client: Client, amara: User
    ) -> None:
        User.objects.filter(pk=amara.pk).update(time_zone=zone)
        client.force_login(amara)
        page = client.get("/me/").content.decode()
        assert '<option value="Europe/London" selected>' in page
        assert client.get(reverse("people:trail")).status_code == 200

    def test_times_are_in_the_persons_zone(self, client: Client, amara: User) -> None:
        client.force_login(amara)
        self.save(client, time_zone="Pacific/Kiritimati")
        assert "Pacific/Kiritimati" in client.get(reverse("people:trail")).content.decode()


class TestPassword:
    FORM = {
        "oldpassword": PASSWORD,
        "password1": "yet another phrase",
        "password2": "yet another phrase",
    }

    def enter(self, client: Client, password: str = PASSWORD) -> Client:
        client.post("/sign-in/", {"login": "amara@example.test", "password": password})
        return client

    def test_changes_and_ends_other_sessions(self, client: Client, amara: User) -> None:
        self.enter(client)
        others = [self.enter(Client()) for _number in range(3)]
        keys = [row_key(other.session.session_key) for other in others]
        before = row_key(client.session.session_key)
        response = client.post("/sign-in/password/", self.FORM)
        assert response.url == reverse("people:security")
        assert client.get(response.url).status_code == 200
        assert row_key(client.session.session_key) != before
        assert not Session.objects.filter(pk__in=[before, *keys]).exists()
        assert not any(o.get("/me/session/").json()["signed_in"] for o in others)
        assert mail.outbox[-1].subject == "Your password was changed"
        assert amara.events.first().action == "password-changed"

    def test_does_not_close_private_pages(self, client: Client, amara: User) -> None:
        self.enter(client)
        client.post("/sign-in/password/", self.FORM)
        amara.refresh_from_db()
        assert not amara.is_held

    @pytest.mark.parametrize(
        "change",
        [
            {"oldpassword": "wrong"},
            {"password2": "something else"},
            {"password1": "short", "password2": "short"},
            {"password1": "amara@example.test", "password2": "amara@example.test"},
        ],
    )
    def test_refuses_by_303(self, change: dict[str, str], client: Client, amara: User) -> None:
        self.enter(client)
        response = client.post("/sign-in/password/", {**self.FORM, **change})
        assert (response.status_code, response.url) == (303, "/sign-in/password/")
        page = client.get(response.url).content.decode()
        assert "There is a problem" in page and "yet another" not in page
        amara.refresh_from_db()
        assert amara.check_password(PASSWORD)
        assert "yet another" not in str(dict(client.session.items()))

    def test_guessing_the_old_one_is_limited(self, client: Client, amara: User) -> None:
        self.enter(client)
        for _try in range(10):
            client.post("/sign-in/password/", {**self.FORM, "oldpassword": "wrong"})
        client.post("/sign-in/password/", self.FORM)
        amara.refresh_from_db()
        assert amara.check_password(PASSWORD)


class TestSessions:
    def enter(self, agent: str = "") -> Client:
        client = Client(headers={"User-Agent": agent} if agent else {})
        client.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD})
        return client

    def rows(self, user: User) -> list[Any]:
        from allauth.usersessions.models import UserSession

        return list(UserSession.objects.filter(user=user).order_by("pk"))

    def test_lists_them_in_words(self, amara: User) -> None:
        phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/150 Safari/600"
        here = self.enter("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537 Edg/150")
        self.enter(phone)
        self.enter("<script>alert(1)</script>")
        page = here.get("/sign-in/sessions/").content.decode()
        assert "Edge on Windows" in page and "Chrome on iPhone" in page and "Some device" in page
        assert page.count("This one") == 1
        assert "alert(1)" not in page

    def test_ends_one(self, amara: User) -> None:
        here, there, elsewhere = self.enter(), self.enter(), self.enter()
        here.post("/sign-in/sessions/", {"end": str(self.rows(amara)[1].pk)})
        signed_in = [c.get("/me/session/").json()["signed_in"] for c in (here, there, elsewhere)]
        assert signed_in == [True, False, True]
        assert amara.events.first().action == "session-ended"

    def test_ends_all_others(self, amara: User) -> None:
        here, *others = [self.enter() for _number in range(4)]
        here.post("/sign-in/sessions/", {"end": "others"})
        assert here.get("/me/session/").json()["signed_in"]
        assert not any(other.get("/me/session/").json()["signed_in"] for other in others)

    @pytest.mark.parametrize("end", ["", "x", "-1", "9" * 40, "٣", "1.0"])
    def test_odd_ones_end_nothing(self, end: str, amara: User) -> None:
        here, there = self.enter(), self.enter()
        assert here.post("/sign-in/sessions/", {"end": end}).status_code == 303
        assert there.get("/me/session/").json()["signed_in"]

    def test_another_persons_session_stays(self, amara: User, ben: User) -> None:
        here = self.enter()
        bens = Client()
        bens.post("/sign-in/", {"login": "ben@example.test", "password": PASSWORD})
        here.post("/sign-in/sessions/", {"end": str(self.rows(ben)[0].pk)})
        assert bens.get("/me/session/").json()["signed_in"]
