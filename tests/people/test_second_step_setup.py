"""An app with codes: set up, kept where nobody can read it, taken off."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from people import qr, totp
from people.models import Factor, User
from tests.conftest import open_session
from tests.makers import make_factor, make_membership, make_team
from vault.errors import SealError
from vault.ids import short

ADD = "/me/second-step/app/"


@pytest.fixture
def signed_in(client: Client, amara: User) -> Client:
    return open_session(client, amara)


def secret_on(client: Client) -> str:
    page = client.get(ADD).content.decode()
    return re.search(r'class="secret"><code>([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]


def set_up(client: Client, **more: str) -> Any:
    code = totp.code_at(secret_on(client), totp.step_now())
    return client.post(ADD, {"code": code, **more})


def everything_stored() -> Iterator[bytes]:
    """Every column of every row as the database gives it."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    yield bytes(value) if is_bytes else str(value).encode()


def spellings(secret: str) -> list[bytes]:
    raw = base64.b32decode(secret)
    shift = [base64.b64encode(b"x" * n + raw)[4:-4] for n in range(3)]
    return [secret.encode(), totp.in_groups(secret).encode(), raw, raw.hex().encode(), *shift]


class TestSettingUp:
    def test_the_page_shows_the_same_in_both_ways(self, signed_in: Client) -> None:
        page = signed_in.get(ADD).content.decode()
        secret = secret_on(signed_in)
        assert f"secret={secret}&amp;issuer=Reflect%20Journal" in page
        assert "otpauth://totp/Reflect%20Journal%3Aamara%40example.test?" in page
        assert 'fill="#fff"' in page and "data:" not in page and "style=" not in page
        assert f'd="{qr.draw(totp.address(secret, "amara@example.test")).path}"' in page

    def test_the_letters_stand_in_fours(self, signed_in: Client) -> None:
        groups = totp.in_groups(secret_on(signed_in)).split()
        assert [len(group) for group in groups] == [4] * 8

    def test_a_page_loaded_again_shows_the_same(self, signed_in: Client) -> None:
        assert secret_on(signed_in) == secret_on(signed_in)

    def test_after_a_quarter_of_an_hour_another(
        self, client: Client, amara: User, time_machine: Any
    ) -> None:
        time_machine.move_to(timezone.now(), tick=False)
        open_session(client, amara)
        first = secret_on(client)
        time_machine.shift(15 * 60 + 1)
        client.post("/me/prove/", {"do": "password", "password": "a long enough password"})
        late = client.post(ADD, {"code": totp.code_at(first, totp.step_now())})
        # Locked by then, or asked again who is there; never set up.
        assert late.status_code == 303 and not amara.factors.exists()

    def test_the_right_code_sets_it_up_and_tells(
        self, signed_in: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            response = set_up(signed_in, next="/me/trail/")
        assert (response.status_code, response.url) == (303, "/me/trail/")
        assert amara.factors.get().is_app
        assert "factor_at" in signed_in.session and "secret" not in signed_in.session
        assert [event.action for event in amara.events.all()] == ["factor-added"]
        assert "A second step was added" in mail.outbox[-1].subject
        page = signed_in.get("/me/trail/").content.decode()
        assert "Make recovery codes as well" in page

    def test_a_wrong_code_does_not(self, signed_in: Client, amara: User) -> None:
        secret = secret_on(signed_in)
        wrong = signed_in.post(ADD, {"code": "000000", "next": "/me/"})
        assert wrong.url == f"{ADD}?answer=no-match&next=%2Fme%2F"
        assert "did not match" in signed_in.get(wrong.url).content.decode()
        assert secret_on(signed_in) == secret and not amara.factors.exists()

    def test_one_app_at_a_time(self, signed_in: Client, amara: User) -> None:
        set_up(signed_in)
        page = signed_in.get(ADD).content.decode()
        assert "You have one already" in page and "secret" not in page
        signed_in.post(ADD, {"code": "000000"})
        assert amara.factors.count() == 1

    def test_not_while_a_reset_waits(self, signed_in: Client, amara: User) -> None:
        code = totp.code_at(secret_on(signed_in), totp.step_now())
        amara.held_until = timezone.now() + timedelta(days=9)
        amara.save()
        assert signed_in.post(ADD, {"code": code}).url == "/me/wait/"
        assert not amara.factors.exists()


class TestSealed:
    def test_neither_waiting_nor_kept_it_lies_in_clear(
        self, signed_in: Client, amara: User
    ) -> None:
        secret = secret_on(signed_in)
        for is_kept in (False, True):
            if is_kept:
                set_up(signed_in)
            stored = list(everything_stored())
            assert len(stored) > 100
            for spelling in spellings(secret):
                assert not [value for value in stored if spelling in value]
            assert secret not in str(dict(signed_in.session))
        assert amara.factors.get().secret == secret

    def test_the_search_would_find_it(self, amara: User) -> None:
        secret = totp.new_secret()
        User.objects.filter(pk=amara.pk).update(display_name=totp.in_groups(secret))
        found = [s for s in spellings(secret) if any(s in value for value in everything_stored())]
        assert found == [totp.in_groups(secret).encode()]

    def test_opens_for_its_own_row_only(self, amara: User, ben: User) -> None:
        mine, his = make_factor(amara), make_factor(ben)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE people_factor SET secret = (SELECT secret FROM people_factor WHERE id = %s)"
                " WHERE id = %s",
                [_raw(mine), _raw(his)],
            )
        with pytest.raises(SealError):
            _ = Factor.objects.get(pk=his.pk).secret


def _raw(factor: Factor) -> Any:
    return factor.pk if connection.vendor == "postgresql" else factor.pk.hex


class TestTakingOff:
    def test_asks_first_and_tells(
        self, signed_in: Client, amara: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        factor = make_factor(amara)
        open_session(signed_in, amara, factor=True)
        page = signed_in.get(f"/me/second-step/{_short(factor)}/remove/").content.decode()
        assert "your only second step" in page and "You are a supervisor" not in page
        with django_capture_on_commit_callbacks(execute=True):
            response = signed_in.post(f"/me/second-step/{_short(factor)}/remove/")
        assert response.url == "/me/safe/" and not amara.factors.exists()
        assert [event.action for event in amara.events.all()] == ["factor-removed"]
        assert "taken off" in mail.outbox[-1].subject

    def test_a_supervisor_is_told_what_closes(self, client: Client, ben: User) -> None:
        open_session(client, ben, factor=True)
        path = f"/me/second-step/{_short(ben.factors.get())}/remove/"
        assert "You are a supervisor" in client.get(path).content.decode()
        make_factor(ben, kind="passkey", secret="")
        assert "You are a supervisor" not in client.get(path).content.decode()

    def test_nobody_elses(self, signed_in: Client, ben: User) -> None:
        factor = make_factor(ben)
        path = f"/me/second-step/{_short(factor)}/remove/"
        assert signed_in.get(path).status_code == signed_in.post(path).status_code == 404
        assert ben.factors.exists()

    def test_not_while_a_reset_waits(self, signed_in: Client, amara: User) -> None:
        factor = make_factor(amara)
        open_session(signed_in, amara, factor=True)
        amara.held_until = timezone.now() + timedelta(days=9)
        amara.save()
        assert signed_in.post(f"/me/second-step/{_short(factor)}/remove/").url == "/me/wait/"
        assert amara.factors.exists()


def _short(factor: Factor) -> str:
    return short(factor.pk)


def test_the_page_about_safety_offers_it(client: Client, amara: User) -> None:
    open_session(client, amara)
    page = client.get("/me/safe/").content.decode()
    assert "Set up an app with codes" in page and "Add a passkey" in page


def test_a_supervisor_may_be_a_member_elsewhere(client: Client, ife: User) -> None:
    make_membership(ife, make_team(), "member", "supervisor")
    open_session(client, ife, factor=True)
    path = f"/me/second-step/{_short(ife.factors.get())}/remove/"
    assert "You are a supervisor" in client.get(path).content.decode()


def test_the_drawing_has_its_quiet_zone() -> None:
    drawing = qr.draw("otpauth://totp/x?secret=ABCD")
    assert drawing.size >= 21 + 8
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing.path):
        assert 4 <= int(x) and int(x) + int(width) <= drawing.size - 4
        assert 4 <= int(y) < drawing.size - 4


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, of which apps show the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: totp.code_at(secret, at // 30) for at in known} == known
