"""Who may read others' words, and what needs a fresh proof: held to by the middleware."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from people import factors, sessions, totp
from people.access import on_refusal, reads_others, steps_up
from people.middleware import SecondStepRule
from people.models import User
from people.services.codes import make_codes
from tests.conftest import open_session
from tests.makers import PASSWORD, SECRET, make_factor

NEEDED, PROVE = "/me/second-step/needed/", "/me/prove/"


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@reads_others
def others(request: HttpRequest) -> HttpResponse:
    return HttpResponse("others' words")


@pytest.fixture
def asked(rf: RequestFactory) -> Callable[..., Any]:
    """asked(client, person, view) is what the middleware answers before the view: None is yes."""

    def ask(client: Client, person: User, view: Any, method: str = "get", **more: Any) -> Any:
        request = getattr(rf, method)("/a/page/?x=1", **more)
        request.user, request.session = person, client.session
        rule = SecondStepRule(lambda request: HttpResponse())
        return rule.process_view(request, view, (), {})

    return ask


class TestReadsOthers:
    def test_who_has_none_is_told_how(self, client: Client, ben: User, asked: Any) -> None:
        open_session(client, ben)
        answer = asked(client, ben, others)
        assert (answer.status_code, answer.url) == (302, f"{NEEDED}?next=%2Fa%2Fpage%2F%3Fx%3D1")
        page = client.get(answer.url).content.decode()
        assert "Set up an app with codes" in page and "Add a passkey" in page
        assert "/me/second-step/app/?next=/a/page/%3Fx%3D1" in page

    def test_who_has_one_but_did_not_take_it(self, client: Client, ben: User, asked: Any) -> None:
        make_factor(ben)
        open_session(client, ben)
        assert asked(client, ben, others).url.startswith(NEEDED)
        typed = {"do": "code", "code": totp.code_at(SECRET, totp.step_now()), "next": "/me/"}
        wrong = client.post(NEEDED, {**typed, "code": "000000"})
        assert wrong.url == f"{NEEDED}?answer=no-match&next=%2Fme%2F"
        assert "did not match" in client.get(wrong.url).content.decode()
        right = client.post(NEEDED, typed)
        assert (right.status_code, right.url) == (303, "/me/")
        assert asked(client, ben, others) is None

    def test_who_took_it(self, client: Client, ben: User, asked: Any) -> None:
        open_session(client, ben, factor=True)
        assert asked(client, ben, others) is None
        assert client.get(NEEDED).url == "/"

    def test_who_took_it_off_again(self, client: Client, ben: User, asked: Any) -> None:
        open_session(client, ben, factor=True)
        ben.factors.all().delete()
        assert asked(client, ben, others).url.startswith(NEEDED)

    def test_nobody(self, client: Client, asked: Any, db: None) -> None:
        assert asked(client, AnonymousUser(), others).url.startswith(NEEDED)

    def test_a_script_is_told_so(self, client: Client, ben: User, asked: Any) -> None:
        open_session(client, ben)
        answer = asked(client, ben, others, headers={"Accept": "application/json"})
        assert answer.status_code == 401 and json.loads(answer.content) == {"state": "factor"}

    def test_what_was_posted_is_rescued(self, client: Client, ben: User, asked: Any) -> None:
        kept: list[Any] = []
        open_session(client, ben)

        @on_refusal(lambda request, **_arguments: kept.append(request.user) or True)
        @reads_others
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        assert asked(client, ben, view, "post").status_code == 303
        assert [person.is_authenticated for person in kept] == [False]

    def test_a_view_without_the_mark_asks_nothing(
        self, client: Client, ben: User, asked: Any, django_assert_num_queries: Any
    ) -> None:
        open_session(client, ben)
        with django_assert_num_queries(0):
            assert asked(client, ben, plain) is None

    def test_costs_one_query(
        self, client: Client, ben: User, rf: RequestFactory, django_assert_num_queries: Any
    ) -> None:
        open_session(client, ben, factor=True)
        request = rf.get("/")
        request.user, request.session = ben, client.session
        assert request.session.keys()
        with django_assert_num_queries(1):
            assert factors.may_read_others(request)


class TestDemonstration:
    @pytest.mark.parametrize(("is_demo", "embedded", "waived"), [
        (True, True, True), (True, False, False), (False, True, False),
    ])  # fmt: skip
    def test_is_waived_there_and_nowhere_else(
        self, is_demo: bool, embedded: bool, waived: bool, ben: User, client: Client,
        asked: Any, settings: Any,
    ) -> None:  # fmt: skip
        settings.PROFILE_IS_EMBEDDED = embedded
        ben.is_demo = is_demo
        open_session(client, ben)
        assert (asked(client, ben, others) is None) == waived


@steps_up
def delicate(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class TestStepsUp:
    def test_a_sign_in_is_a_proof_for_ten_minutes(
        self, client: Client, amara: User, asked: Any, time_machine: Any
    ) -> None:
        time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
        client.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD})
        assert asked(client, amara, delicate) is None
        time_machine.shift(599)
        assert asked(client, amara, delicate) is None
        time_machine.shift(1)
        answer = asked(client, amara, delicate)
        assert (answer.status_code, answer.url) == (302, f"{PROVE}?next=%2Fa%2Fpage%2F%3Fx%3D1")

    def test_a_session_from_elsewhere_has_proved_nothing(
        self, client: Client, amara: User, asked: Any
    ) -> None:
        client.force_login(amara)
        assert asked(client, amara, delicate).url.startswith(PROVE)

    def test_unlocking_is_a_proof(self, client: Client, amara: User) -> None:
        open_session(client, amara)
        session = client.session
        session["proved_at"] = 0.0
        sessions.lock(session)
        session.save()
        client.post("/me/lock/", {"password": PASSWORD})
        assert factors.has_proved(client.session)

    def test_a_post_is_not_kept(self, client: Client, amara: User, asked: Any) -> None:
        client.force_login(amara)
        before = dict(client.session)
        answer = asked(
            client, amara, delicate, "post", data={"secret": "zq-words"},
            headers={"Referer": "http://testserver/the/form/?q=1"},
        )  # fmt: skip
        assert (answer.status_code, answer.url) == (303, f"{PROVE}?next=%2Fthe%2Fform%2F")
        assert dict(client.session) == before

    def test_a_script_is_told_so(self, client: Client, amara: User, asked: Any) -> None:
        client.force_login(amara)
        answer = asked(client, amara, delicate, headers={"Accept": "application/json"})
        assert answer.status_code == 401 and json.loads(answer.content) == {"state": "prove"}


class TestProving:
    @pytest.fixture(autouse=True)
    def _unproved(self, client: Client, amara: User) -> None:
        client.force_login(amara)
        client.get("/me/")

    def test_the_password_does(self, client: Client) -> None:
        page = client.get(f"{PROVE}?next=/me/trail/").content.decode()
        assert 'value="/me/trail/"' in page
        right = client.post(PROVE, {"do": "password", "password": PASSWORD, "next": "/me/trail/"})
        assert (right.status_code, right.url) == (303, "/me/trail/")
        assert factors.has_proved(client.session) and not factors.has_taken(client.session)

    def test_a_wrong_one_does_not_and_is_not_shown(self, client: Client) -> None:
        wrong = client.post(PROVE, {"do": "password", "password": "zq-wrong", "next": "/me/"})
        assert wrong.url == f"{PROVE}?answer=password&next=%2Fme%2F"
        page = client.get(wrong.url).content.decode()
        assert "not your password" in page and "zq-wrong" not in page
        assert not factors.has_proved(client.session)

    def test_five_a_minute(self, client: Client) -> None:
        for _try in range(5):
            client.post(PROVE, {"do": "password", "password": "wrong"})
        full = client.post(PROVE, {"do": "password", "password": PASSWORD})
        assert full.url == f"{PROVE}?answer=wait"

    def test_a_second_step_does_and_is_taken(self, client: Client, amara: User) -> None:
        make_factor(amara)
        assert "so it is asked for here" in client.get(PROVE).content.decode()
        client.post(PROVE, {"do": "code", "code": totp.code_at(SECRET, totp.step_now())})
        assert factors.has_proved(client.session) and factors.has_taken(client.session)

    @pytest.mark.parametrize("next", ["//evil.example/", "https://evil.example/", "/\\evil"])
    def test_leads_nowhere_else(self, next: str, client: Client) -> None:
        right = client.post(PROVE, {"do": "password", "password": PASSWORD, "next": next})
        assert right.url == reverse("people:security")

    def test_who_just_did_is_led_on(self, client: Client) -> None:
        client.post(PROVE, {"do": "password", "password": PASSWORD})
        assert client.get(f"{PROVE}?next=/me/").url == "/me/"

    def test_changing_second_steps_needs_it(self, client: Client, amara: User) -> None:
        factor = make_factor(amara)
        pages = [
            reverse("people:app_add"),
            reverse("people:passkey_add"),
            reverse("people:factor_remove", args=[factor.pk]),
        ]
        for page in pages:
            assert client.get(page).url.startswith(PROVE)
            assert client.post(page).status_code == 303
        assert amara.factors.count() == 1


def test_a_recovery_code_counts_as_taken(client: Client, ben: User, asked: Any) -> None:
    make_factor(ben)
    open_session(client, ben)
    code = make_codes(user=ben)[0]
    client.post(NEEDED, {"do": "recovery", "code": code})
    assert asked(client, ben, others) is None
