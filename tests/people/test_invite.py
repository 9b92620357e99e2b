"""Invitations: made by a command, good once, for one address and one organisation."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from people.models import Invitation, Membership, Organisation, Team, User, address_key
from people.services import invitations
from tests.conftest import suspend
from tests.makers import PASSWORD, make_organisation, make_user

NEW = {"display_name": "Nia Obi", "password": "a quite long password", "device": "shared"}


def invite(address: str = "nia@example.test", *options: str) -> str:
    """The path of the link that the command prints."""
    out = io.StringIO()
    call_command("invite", address, *options, stdout=out, stderr=io.StringIO())
    found = re.fullmatch(r"http://localhost:8000(/me/invitation/\S+/)\n", out.getvalue())
    assert found, out.getvalue()
    return found[1]


def in_ward() -> tuple[str, ...]:
    return ("--organisation", "St Brigid's", "--team", "Ward 7", "--role", "member")


def test_the_whole_way_in(client: Client, db: None) -> None:
    path = invite("Nia@Example.Test", "--name", "Nia", *in_ward(), "--role", "supervisor")
    assert mail.outbox[0].to == ["Nia@Example.Test"]
    assert path in mail.outbox[0].body
    page = client.get(path).content.decode()
    assert "St Brigid&#x27;s" in page and 'value="Nia"' in page
    response = client.post(path, {**NEW, "device": "own", "others": "no"})
    assert (response.status_code, response.url) == (303, "/me/welcome/")
    assert client.get(response.url).status_code == 200
    assert client.session["device"] == "own"
    assert "This one" in client.get("/sign-in/sessions/").content.decode()
    user = User.objects.get(email_key="nia@example.test")
    assert (user.display_name, user.email) == ("Nia Obi", "Nia@Example.Test")
    membership = user.memberships.get()
    assert membership.roles == ["member", "supervisor"]
    assert [team.name for team in membership.teams.all()] == ["Ward 7"]
    assert [e.action for e in user.events.order_by("number")] == [
        "joined",
        "organisation-joined",
        "signed-in",
    ]
    other = Client()
    other.post("/sign-in/", {"login": "nia@example.test", "password": NEW["password"]})
    assert other.get("/me/session/").json()["signed_in"]


def test_works_once(client: Client, db: None) -> None:
    path = invite()
    client.post(path, NEW)
    again = Client()
    assert "no longer works" in again.get(path).content.decode()
    again.post(path, {**NEW, "password": "a different password"})
    assert User.objects.get().check_password(NEW["password"])
    assert not again.get("/me/session/").json()["signed_in"]


def test_works_for_a_week(client: Client, db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T08:00:00+00:00", tick=False)
    path = invite()
    time_machine.shift(timedelta(days=7) - timedelta(seconds=1))
    assert "Open your journal" in client.get(path).content.decode()
    time_machine.shift(timedelta(seconds=1))
    assert "no longer works" in client.get(path).content.decode()
    client.post(path, NEW)
    assert not User.objects.exists()


def test_a_new_one_replaces_the_old(client: Client, db: None) -> None:
    old, new = invite(), invite("NIA@example.test")
    assert "no longer works" in client.get(old).content.decode()
    assert "Open your journal" in client.get(new).content.decode()
    assert Invitation.objects.count() == 1


def test_two_organisations_may_both_invite(client: Client, db: None) -> None:
    first = invite("nia@example.test", "--organisation", "One")
    second = invite("nia@example.test", "--organisation", "Two")
    client.post(first, NEW)
    page = client.get(second).content.decode()
    assert "Two asks you to join" in page
    client.post(second, {"answer": "yes", "organisation": "One"})
    names = {m.organisation.name for m in User.objects.get().memberships.all()}
    assert names == {"One", "Two"}


def test_the_link_decides_the_organisation_and_the_roles(client: Client, db: None) -> None:
    path = invite("nia@example.test", "--organisation", "One")
    two = make_organisation("Two")
    forged = {"organisation": str(two.pk), "roles": "administrator", "is_superuser": "1"}
    client.post(path, {**NEW, **forged, "address": "else@example.test"})
    user = User.objects.get()
    assert [m.organisation.name for m in user.memberships.all()] == ["One"]
    assert user.memberships.get().roles == ["member"]
    assert not user.is_superuser
    assert user.email == "nia@example.test"


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short"},
        {"password": "1234567890"},
        {"display_name": ""},
        {"display_name": " "},
    ],
)
def test_a_refused_form_keeps_the_link_and_the_name(
    change: dict[str, str], client: Client, db: None
) -> None:
    path = invite()
    response = client.post(path, {**NEW, **change})
    assert (response.status_code, response.url) == (303, path)
    page = client.get(path).content.decode()
    assert "There is a problem" in page
    assert NEW["password"] not in page
    assert not User.objects.exists()


def test_a_name_is_one_line_of_visible_letters(client: Client, db: None) -> None:
    client.post(invite(), {**NEW, "display_name": " Nia\r\nBcc:\t x\u202e\x07  Obi "})
    assert User.objects.get().display_name == "Nia Bcc: x Obi"


class TestKnownPerson:
    def path(self) -> str:
        return invite("amara@example.test", "--organisation", "Two", "--role", "leader")

    def test_must_sign_in_first(self, client: Client, amara: User) -> None:
        path = self.path()
        page = client.get(path).content.decode()
        assert "Sign in first" in page
        client.post(path, NEW)
        assert amara.memberships.count() == 1
        amara.refresh_from_db()
        assert amara.check_password(PASSWORD)

    def test_must_say_yes(self, client: Client, amara: User) -> None:
        path = self.path()
        client.force_login(amara)
        assert "Two asks you to join, as: Leader" in client.get(path).content.decode()
        assert amara.memberships.count() == 1
        client.post(path, {"answer": "yes"})
        joined = amara.memberships.get(organisation__name="Two")
        assert joined.roles == ["leader"]
        assert amara.events.first().action == "organisation-joined"
        assert "no longer works" in client.get(path).content.decode()

    @pytest.mark.parametrize("answer", ["no", "", "YES"])
    def test_may_say_no(self, answer: str, client: Client, amara: User) -> None:
        path = self.path()
        client.force_login(amara)
        client.post(path, {"answer": answer})
        assert amara.memberships.count() == 1
        assert "no longer works" in client.get(path).content.decode()

    def test_nobody_else_may_answer(self, client: Client, amara: User, efua: User) -> None:
        path = self.path()
        client.force_login(efua)
        assert "for another address" in client.get(path).content.decode()
        client.post(path, {"answer": "yes"})
        assert not Organisation.objects.get(name="Two").memberships.exists()
        client.force_login(amara)
        assert "asks you to join" in client.get(path).content.decode()

    def test_a_locked_page_does_not_answer(self, client: Client, amara: User) -> None:
        path = self.path()
        client.post("/sign-in/", {"login": "amara@example.test", "password": PASSWORD})
        client.post("/me/lock/now/")
        assert client.get(path).url.startswith("/me/lock/")
        client.post(path, {"answer": "yes"})
        assert amara.memberships.count() == 1

    def test_roles_are_added_in_an_organisation_already_joined(
        self, client: Client, amara: User
    ) -> None:
        organisation = amara.memberships.get().organisation
        link, _mailed = invitations.invite(
            address="amara@example.test",
            base_url="http://testserver",
            organisation=organisation,
            roles=["supervisor"],
        )
        client.force_login(amara)
        client.post(link, {"answer": "yes"})
        assert amara.memberships.get().roles == ["member", "supervisor"]

    def test_a_suspended_person_stays_out(self, client: Client, jo: User) -> None:
        suspend(jo)
        path = invite("jo@example.test", "--organisation", "Two")
        assert "Sign in first" in client.get(path).content.decode()
        client.post(path, NEW)
        jo.refresh_from_db()
        assert not jo.is_active and jo.check_password(PASSWORD)


class TestCommand:
    def test_makes_organisation_and_team_once(self, db: None) -> None:
        invite("a@example.test", *in_ward())
        invite("b@example.test", *in_ward())
        assert (Organisation.objects.count(), Team.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["not-an-address"], "is not an e-mail address"),
            (["a@b.example\nBcc: x@y.example"], "is not an e-mail address"),
            (["a@b.example", "--team", "Ward 7"], "needs --organisation"),
            (["a@b.example", "--role", "member"], "needs an organisation"),
            (["a@b.example", "--role", "king"], "invalid choice"),
        ],
    )
    def test_refuses(self, arguments: list[str], says: str, db: None) -> None:
        with pytest.raises(CommandError, match=says):
            call_command("invite", *arguments, stdout=io.StringIO())
        assert not Invitation.objects.exists()

    def test_says_when_the_mail_did_not_go(self, db: None, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        out, err = io.StringIO(), io.StringIO()
        call_command("invite", "a@example.test", stdout=out, stderr=err)
        assert "/me/invitation/" in out.getvalue()
        assert "Hand over the link yourself" in err.getvalue()

    def test_takes_another_base_url(self, db: None) -> None:
        out = io.StringIO()
        call_command(
            "invite", "a@example.test", "--base-url", "https://reflect.example/", stdout=out
        )
        assert out.getvalue().startswith("https://reflect.example/me/invitation/")

    def test_stores_no_token(self, db: None) -> None:
        token = invite().split("/")[-2]
        assert token not in str(Invitation.objects.values().get())
        assert len(token) == 32  # 192 random bits


def test_an_organisations_name_cannot_add_headers(db: None) -> None:
    organisation = make_organisation("St\r\nBcc: evil@example.net\r\n\r\nHello")
    invitations.invite(
        address="a@example.test", base_url="http://testserver", organisation=organisation
    )
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["a@example.test"]


# Each of its signs folds to four letters.
LONG = "a@" + ".".join(["\u337f" * 2] * 27) + ".uk"


def test_an_address_that_folds_too_long_is_refused(db: None) -> None:
    assert len(LONG) < 254 and len(address_key(LONG)) < 300
    worse = LONG.replace("\u337f", "\u337f\u337f")
    assert len(worse) < 254 and len(address_key(worse)) > 300
    with pytest.raises(CommandError, match="too long"):
        invite(worse, *in_ward())
    with pytest.raises(ValidationError):
        invitations.invite(address=worse, base_url="http://localhost")
    with pytest.raises(ValidationError):
        make_user("Long", worse)
    assert not Invitation.objects.exists() and not Organisation.objects.exists()


@pytest.mark.parametrize("roles", [["owner"], "member", {"member": 1}, [["member"]]])
def test_only_roles_are_roles(roles: Any, db: None) -> None:
    organisation = make_organisation()
    member = Membership(user=make_user(), organisation=organisation, roles=roles)
    with pytest.raises(ValidationError):
        member.full_clean()
    if isinstance(roles, list):
        with pytest.raises(ValidationError):
            invitations.invite(
                address="a@example.test", base_url="", organisation=organisation, roles=roles
            )


def test_a_role_that_is_gone_is_not_handed_on(client: Client, db: None) -> None:
    path = invite("nia@example.test", *in_ward())
    Invitation.objects.update(roles=["member", "matron"])
    client.post(path, NEW)
    assert User.objects.get().memberships.get().roles == ["member"]
