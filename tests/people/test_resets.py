"""A password reset through the mailbox, the wait after it, and the links that stop it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from people import sessions
from people.access import private_text
from people.middleware import MailboxRule
from people.models import Address, Hold, User
from people.services.addresses import ask_address, remove_address
from people.services.codes import HeldError, make_codes
from people.services.resets import complete_reset
from tests.conftest import suspend
from tests.makers import PASSWORD, make_user

NEW = "another long password"
ASK = "/sign-in/forgotten/"


def ask(address: str = "amara@example.test", **more: Any) -> HttpResponse:
    return Client().post(ASK, {"email": address}, **more)


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(/\S+)", message.body)
    assert found, message.body
    return found[1]


def reset(client: Client, password: str = NEW) -> HttpResponse:
    """Ask, open the newest link, set the password."""
    ask()
    page = client.get(link_in(mail.outbox[-1]), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def sign_in(client: Client, password: str = NEW) -> Client:
    client.post("/sign-in/", {"login": "amara@example.test", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/session/").json()["signed_in"]


def add_personal(user: User, address: str = "home@example.net") -> Address:
    return Address.objects.create(
        user=user, address=address, key=address, confirmed_at=timezone.now()
    )


class TestAsking:
    def test_mails_a_link_to_the_address_on_file(self, amara: User) -> None:
        response = ask("AMARA@EXAMPLE.TEST")
        assert (response.status_code, response.url) == (302, "/sign-in/forgotten/sent/")
        assert [message.to for message in mail.outbox] == [["amara@example.test"]]
        assert "A new password for your journal" in mail.outbox[0].subject

    def test_also_to_a_personal_address(self, amara: User) -> None:
        add_personal(amara)
        ask("home@example.net")
        assert mail.outbox[0].to == ["home@example.net"]

    @pytest.mark.parametrize("address", ["nobody@example.test", "jo@example.test"])
    def test_says_the_same_to_everybody(self, address: str, amara: User, jo: User) -> None:
        suspend(jo)
        known, unknown = ask(), ask(address)
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert len(mail.outbox) == 1

    def test_not_to_an_address_that_waits_for_its_code(self, amara: User) -> None:
        Address.objects.create(user=amara, address="x@example.net", key="x@example.net")
        ask("x@example.net")
        assert not mail.outbox

    def test_ten_mails_a_day(self, amara: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        for _try in range(23 * 3):
            ask()
            time_machine.shift(20 * 60)
        assert len(mail.outbox) == 10
        time_machine.shift(3600)
        ask()
        assert len(mail.outbox) == 11

    def test_three_mails_an_hour(self, amara: User) -> None:
        for number in range(30):
            assert ask(REMOTE_ADDR=f"198.51.100.{number}").url == "/sign-in/forgotten/sent/"
        assert len(mail.outbox) == 3

    def test_sixty_an_hour_from_one_place(self, db: None) -> None:
        for number in range(65):
            make_user("Somebody", f"p{number}@example.test")
            ask(f"p{number}@example.test")
        assert len(mail.outbox) == 60

    def test_a_mail_server_that_is_away_changes_nothing(
        self, amara: User, settings: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        assert ask().url == "/sign-in/forgotten/sent/"
        assert "was not sent" in caplog.text and "amara" not in caplog.text

    def test_a_foreign_host_is_refused(self, amara: User) -> None:
        assert ask(HTTP_HOST="evil.example").status_code == 400
        assert not mail.outbox

    @pytest.mark.parametrize(
        "look_alike",
        ["\u0430mara@example.test", "amara@exampIe.test.evil.example", "amara@ex\u0131mple.test"],
    )
    def test_look_alikes_get_nothing(self, look_alike: str, amara: User) -> None:
        ask(look_alike)
        assert not mail.outbox

    def test_what_folds_to_the_address_reaches_only_the_address(self, db: None) -> None:
        make_user("Mike", "mike@\u212aelvin.example".replace("\u212a", "k"))
        ask("mike@\u212aelvin.example")  # the Kelvin sign folds to k
        assert [message.to for message in mail.outbox] in ([], [["mike@kelvin.example"]])


class TestToken:
    def test_leaves_the_url_at_once(self, client: Client, amara: User) -> None:
        ask()
        response = client.get(link_in(mail.outbox[0]))
        assert response.status_code == 302
        assert response.url == f"/sign-in/forgotten/{amara.pk.hex}-set-password/"

    def test_works_once(self, client: Client, amara: User) -> None:
        assert reset(client).url == "/sign-in/forgotten/done/"
        link = link_in(mail.outbox[0])
        again = Client().get(link, follow=True)
        assert "no longer works" in again.content.decode()
        posted = client.post(
            f"/sign-in/forgotten/{amara.pk.hex}-set-password/",
            {"password1": "x" * 20, "password2": "x" * 20},
        )
        assert "no longer works" in posted.content.decode()
        assert User.objects.get(pk=amara.pk).check_password(NEW)

    def test_dies_after_an_hour(self, client: Client, amara: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        ask()
        time_machine.shift(3601)
        page = client.get(link_in(mail.outbox[0]), follow=True)
        assert "no longer works" in page.content.decode()

    def test_dies_with_a_sign_in(self, client: Client, amara: User) -> None:
        ask()
        sign_in(Client(), PASSWORD)
        page = client.get(link_in(mail.outbox[0]), follow=True)
        assert "no longer works" in page.content.decode()

    def test_dies_with_a_change_of_addresses(self, client: Client, amara: User) -> None:
        row = add_personal(amara)
        ask()
        remove_address(user=amara, address=row)
        page = client.get(link_in(mail.outbox[0]), follow=True)
        assert "no longer works" in page.content.decode()

    def test_is_no_use_for_another_person(self, client: Client, amara: User, ben: User) -> None:
        ask()
        link = link_in(mail.outbox[0]).replace(amara.pk.hex, ben.pk.hex)
        assert "no longer works" in client.get(link, follow=True).content.decode()

    def test_a_new_link_does_not_outlive_a_reset(self, client: Client, amara: User) -> None:
        ask()
        first = link_in(mail.outbox[0])
        reset(client)
        assert "no longer works" in Client().get(first, follow=True).content.decode()

    @pytest.mark.parametrize("password", ["short", "1234567890", "password123", "amara@example"])
    def test_a_weak_password_is_refused_by_303(
        self, password: str, client: Client, amara: User
    ) -> None:
        response = reset(client, password)
        assert response.status_code == 303
        assert "There is a problem" in client.get(response.url).content.decode()
        assert User.objects.get(pk=amara.pk).check_password(PASSWORD)

    @pytest.mark.parametrize(
        "password", ["a" * 5 + "bcd efg hij", "τέσσερις λέξεις μαζί", "x y" * 60]
    )
    def test_any_long_password_is_welcome(self, password: str, client: Client, amara: User) -> None:
        assert reset(client, password).status_code == 302
        assert is_in(sign_in(Client(), password))
        assert not is_in(sign_in(Client(), password.upper()))
        assert not is_in(sign_in(Client(), password[:-1]))


def test_every_session_ends(client: Client, amara: User) -> None:
    others = [sign_in(Client(), PASSWORD) for _number in range(3)]
    assert all(is_in(other) for other in others)
    reset(client)
    assert not any(is_in(other) for other in others)


def test_signs_nobody_in_by_itself(client: Client, amara: User) -> None:
    reset(client)
    assert not is_in(client)


def test_lets_a_guessed_at_owner_in_again(client: Client, amara: User) -> None:
    for number in range(20):
        Client().post(
            "/sign-in/",
            {"login": "amara@example.test", "password": "guess"},
            REMOTE_ADDR=f"198.51.100.{number}",
        )
    assert not is_in(sign_in(Client(), PASSWORD))
    reset(client)
    assert is_in(sign_in(Client()))


class TestHold:
    def test_lasts_fourteen_days(self, client: Client, amara: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        reset(client)
        amara.refresh_from_db()
        assert amara.is_held
        time_machine.shift(timedelta(days=14) - timedelta(seconds=1))
        assert amara.is_held
        time_machine.shift(timedelta(seconds=1))
        assert not amara.is_held

    def test_shows_the_date(self, client: Client, amara: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        reset(client)
        page = sign_in(client).get(reverse("people:hold")).content.decode()
        assert "6 December 2026, 08:00" in page

    def test_closes_marked_views_and_no_others(self, client: Client, amara: User) -> None:
        reset(client)
        amara.refresh_from_db()
        request = RequestFactory().get("/your-journal/")
        request.user = amara

        @private_text
        def private(request: Any) -> HttpResponse:
            raise AssertionError

        rule = MailboxRule(lambda _request: HttpResponse())
        response = rule.process_view(request, private, (), {})
        assert response.url == "/me/wait/?next=%2Fyour-journal%2F"
        assert rule.process_view(request, lambda _request: HttpResponse(), (), {}) is None

    def test_tells_a_script(self, client: Client, amara: User) -> None:
        reset(client)
        amara.refresh_from_db()
        request = RequestFactory().post("/x/", headers={"Accept": "application/json"})
        request.user = amara
        view = private_text(lambda _request: HttpResponse())
        response = MailboxRule(lambda _request: HttpResponse()).process_view(request, view, (), {})
        assert response.status_code == 403

    def test_is_announced_to_every_address_with_a_link_of_its_own(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        add_personal(amara)
        with django_capture_on_commit_callbacks(execute=True):
            reset(client)
        told = [m for m in mail.outbox if m.subject == "A new password was set for your journal"]
        assert {m.to[0] for m in told} == {"amara@example.test", "home@example.net"}
        assert len({link_in(m) for m in told}) == 2

    def test_nothing_gets_round_it(self, client: Client, amara: User) -> None:
        row = add_personal(amara)
        reset(client)
        amara.refresh_from_db()
        for attempt in (
            lambda: make_codes(user=amara),
            lambda: ask_address(user=amara, address="new@example.net", for_sign_in=False),
            lambda: remove_address(user=amara, address=row),
        ):
            with pytest.raises(HeldError):
                attempt()
        sign_in(client)
        wait = reverse("people:hold")
        assert client.post("/me/codes/", {"password": NEW}).url == wait
        fields = {"address": "n@example.net", "use": "sign-in", "password": NEW}
        assert client.post("/me/addresses/", fields).url == wait
        User.objects.filter(pk=amara.pk).update(welcomed_at=None, joined_at=timezone.now())
        session = client.session
        sessions.begin_newcomer(session, amara)
        session.save()
        assert client.post("/me/welcome/codes/").url == wait
        assert client.post("/me/welcome/address/", {"address": "n@example.net"}).url == wait
        assert not amara.recovery_codes.exists()

    def test_another_reset_starts_the_fourteen_days_anew(
        self, client: Client, amara: User, time_machine: Any
    ) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        reset(client)
        time_machine.shift(timedelta(days=13))
        reset(Client(), "a third long password")
        amara.refresh_from_db()
        assert amara.held_until == timezone.now() + timedelta(days=14)


class TestRecoveryCode:
    def held(self, client: Client, amara: User) -> list[str]:
        codes = make_codes(user=amara)
        reset(client)
        sign_in(client)
        return codes

    def test_opens_at_once_and_once(self, client: Client, amara: User) -> None:
        codes = self.held(client, amara)
        response = client.post(
            "/me/wait/?next=/your-journal/", {"do": "recovery", "code": codes[3]}
        )
        assert response.url == "/your-journal/"
        amara.refresh_from_db()
        assert not amara.is_held
        assert amara.recovery_codes.unused().count() == 9
        actions = [event.action for event in amara.events.all()]
        assert {"held", "hold-opened", "code-used", "password-reset"} <= set(actions)
        reset(Client(), "a third long password")
        sign_in(client, "a third long password")
        client.post("/me/wait/", {"do": "recovery", "code": codes[3]})
        amara.refresh_from_db()
        assert amara.is_held

    def test_in_any_spelling(self, client: Client, amara: User) -> None:
        code = self.held(client, amara)[0]
        typed = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
        client.post("/me/wait/", {"do": "recovery", "code": f" {typed} "})
        amara.refresh_from_db()
        assert not amara.is_held

    @pytest.mark.parametrize("code", ["", "x", "00000-00000-00000-00000", "\x00", "é" * 50])
    def test_a_wrong_one_does_not(self, code: str, client: Client, amara: User) -> None:
        self.held(client, amara)
        assert client.post("/me/wait/", {"do": "recovery", "code": code}).status_code == 303
        amara.refresh_from_db()
        assert amara.is_held

    def test_another_persons_does_not(self, client: Client, amara: User, ben: User) -> None:
        self.held(client, amara)
        client.post("/me/wait/", {"do": "recovery", "code": make_codes(user=ben)[0]})
        amara.refresh_from_db()
        assert amara.is_held
        assert ben.recovery_codes.unused().count() == 10

    def test_ten_tries_an_hour(self, client: Client, amara: User) -> None:
        codes = self.held(client, amara)
        for _try in range(10):
            client.post("/me/wait/", {"do": "recovery", "code": "wrong"})
        client.post("/me/wait/", {"do": "recovery", "code": codes[0]})
        amara.refresh_from_db()
        assert amara.is_held

    def test_is_not_used_up_when_nothing_is_closed(self, client: Client, amara: User) -> None:
        codes = make_codes(user=amara)
        sign_in(client, PASSWORD)
        client.post("/me/wait/", {"do": "recovery", "code": codes[0]})
        assert amara.recovery_codes.unused().count() == 10


class TestCancel:
    def cancel_links(self, client: Client, amara: User, capture: Any) -> list[str]:
        add_personal(amara)
        with capture(execute=True):
            reset(client)
        return [link_in(m) for m in mail.outbox if "was set" in m.subject]

    def test_looking_does_nothing(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        link = self.cancel_links(client, amara, django_capture_on_commit_callbacks)[0]
        page = Client().get(link)
        assert "Was it not you?" in page.content.decode()
        assert is_in(sign_in(Client()))

    def test_stops_it(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        links = self.cancel_links(client, amara, django_capture_on_commit_callbacks)
        thief = sign_in(Client())
        assert is_in(thief)
        response = Client().post(links[1])
        assert (response.status_code, response.url) == (303, f"{links[1]}?answer=stopped")
        assert not is_in(thief)
        assert not is_in(sign_in(Client()))
        for link in links:  # once, and the other link with it
            assert Client().post(link).url.endswith("late")
            assert "no longer works" in Client().get(link).content.decode()
        assert amara.events.first().action == "hold-cancelled"

    def test_the_wait_never_runs_out_then(
        self,
        client: Client,
        amara: User,
        django_capture_on_commit_callbacks: Any,
        time_machine: Any,
    ) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        links = self.cancel_links(client, amara, django_capture_on_commit_callbacks)
        Client().post(links[0])
        time_machine.shift(timedelta(days=400))
        amara.refresh_from_db()
        assert amara.is_held
        reset(Client(), "a third long password")
        amara.refresh_from_db()
        assert amara.held_until == timezone.now() + timedelta(days=14)

    def test_the_owner_comes_back_with_a_code(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        codes = make_codes(user=amara)
        links = self.cancel_links(client, amara, django_capture_on_commit_callbacks)
        Client().post(links[0])
        owner = Client()
        reset(owner, "a third long password")
        sign_in(owner, "a third long password")
        owner.post("/me/wait/", {"do": "recovery", "code": codes[0]})
        amara.refresh_from_db()
        assert not amara.is_held

    def test_links_die_when_a_code_has_opened_it(
        self, client: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        codes = make_codes(user=amara)
        links = self.cancel_links(client, amara, django_capture_on_commit_callbacks)
        sign_in(client)
        client.post("/me/wait/", {"do": "recovery", "code": codes[0]})
        assert Client().post(links[0]).url.endswith("late")
        assert is_in(client)

    def test_links_die_when_the_wait_is_over(
        self,
        client: Client,
        amara: User,
        django_capture_on_commit_callbacks: Any,
        time_machine: Any,
    ) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        links = self.cancel_links(client, amara, django_capture_on_commit_callbacks)
        time_machine.shift(timedelta(days=14, seconds=1))
        assert Client().post(links[0]).url.endswith("late")

    def test_a_made_up_link_does_nothing(self, client: Client, amara: User) -> None:
        reset(client)
        assert Client().post("/me/wait/stop/made-up/").url.endswith("late")
        assert Hold.objects.get().is_running


def test_no_command_sets_a_password(amara: User) -> None:
    with pytest.raises(CommandError, match="Nobody sets"):
        call_command("changepassword", "amara@example.test")


def test_ends_sessions_in_the_same_breath(amara: User) -> None:
    one = sign_in(Client(), PASSWORD)
    assert is_in(one)
    complete_reset(user=amara, password=NEW, base_url="http://testserver")
    assert sessions.end_sessions(amara) == 0
    assert not is_in(one)


@pytest.mark.parametrize("options", [[], ["--noinput", "--email", "a@example.test"]])
def test_no_command_makes_a_superuser(options: list[str], db: None) -> None:
    with pytest.raises(CommandError, match="Invite people"):
        call_command("createsuperuser", *options)
    assert not User.objects.exists()
