"""What everybody has of their own beside the journal, and the links that people are sent."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from people.models import Address, Hold, HoldNotice, Invitation, User, address_key
from people.services.addresses import _digest as code_digest
from people.services.invitations import invite
from people.services.resets import tokens
from people.tokens import digest, new_token
from tests.access.entries import Things
from tests.makers import PASSWORD, make_factor, make_organisation, make_user
from tests.notices.makers import make_notice
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "me/addresses/<id:pk>/remove/": "address",
    "me/second-step/<id:pk>/remove/": "factor",
    "me/wait/stop/<str:token>/": "hold",
    "me/invitation/<str:token>/": "invitation",
    "news/<id:pk>/open/": "notice",
    "sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$": "reset",
}
CODE = "AAAA-BBBB"


def make_own(name: str, person: User, things: Things, kind: str) -> None:
    """A second step, a notice of this kind, and addresses in every state."""
    things.ids["factor"] = make_factor(person).pk
    things.binned_ids["factor"] = new_id()  # taken off
    things.ids["address"] = _address(person, f"{name}.besides@example.test").pk
    things.ids["notice"] = make_notice(person, kind).pk
    things.binned_ids["notice"] = make_notice(person, kind, dropped_at=timezone.now()).pk
    gone = _address(person, f"{name}.before@example.test")
    things.binned_ids["address"] = gone.pk
    gone.delete()
    Address.objects.create(
        user=person,
        address=f"{name}.soon@example.test",
        key=address_key(f"{name}.soon@example.test"),
        code_digest=code_digest(person, CODE),
        code_expires_at=timezone.now() + timedelta(hours=1),
        tries_left=5,
    )


def _address(person: User, address: str) -> Address:
    return Address.objects.create(
        user=person, address=address, key=address_key(address), confirmed_at=timezone.now()
    )


class Links:
    """To stop a hold, to choose a new password, and to come in: each in every state."""

    def __init__(self, people: dict[str, User]) -> None:
        held = make_user("Held", "held@example.test", held_until=timezone.now() + timedelta(days=9))
        self.holds = {"running": new_token(), "used": new_token(), "invented": new_token()}
        for state in ("running", "used"):
            hold = Hold.objects.create(
                user=held,
                until=timezone.now() + timedelta(days=9),
                cancelled_at=timezone.now() if state == "used" else None,
            )
            HoldNotice.objects.create(
                hold=hold, token_digest=digest("hold-notice", self.holds[state])
            )
        forgetful = make_user("Forgetful", "forgetful@example.test")
        used = make_user("Remembers", "remembers@example.test")
        self.resets = {
            "fresh": (forgetful.pk.hex, tokens.make_token(forgetful)),
            "used": (used.pk.hex, tokens.make_token(used)),
            "invented": (uuid.uuid4().hex, "abc123-0123456789abcdef"),
        }
        used.set_password("changed since then")
        used.save()
        house = make_organisation("Another house")
        self.invitations = {name: _invite(person.email, house) for name, person in people.items()}
        self.invitations["nobody"] = _invite("new@example.test", house)
        self.used_invitation = _invite("used@example.test", house, used=True)

    def invitation(self, person: str, relation: str) -> str:
        if relation == "own":
            return self.invitations[person]
        if relation == "another's":
            return self.invitations["ife" if person == "amara" else "amara"]
        return self.used_invitation if relation == "used" else new_token()


def _invite(address: str, house: Any, *, used: bool = False) -> str:
    link, _sent = invite(address=address, base_url="http://testserver", organisation=house)
    token = link.rstrip("/").rpartition("/")[2]
    if used:
        Invitation.objects.filter(address=address).update(accepted_at=timezone.now())
    return token


def people_bodies(world: "World", login: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about oneself, or to sign in, carries."""
    again = {"password": PASSWORD}
    new_password = {"password1": "quite another phrase", "password2": "quite another phrase"}
    return {
        "me/": {"display_name": "New Name", "time_zone": "UTC", "theme": "dark"},
        "news/seen/": {"newest": short(world.things[login].ids["notice"])},
        "news/<id:pk>/open/": {},
        "news/mail/": {"mail": "daily", "paused_until": ""},
        "me/codes/": again,
        "me/codes/kept/": {},
        "me/second-step/app/": {"code": "000000"},
        "me/second-step/passkey/": {"name": "My phone", "credential": "{}"},
        "me/second-step/<id:pk>/remove/": {},
        "me/second-step/needed/": {"code": "000000"},
        "me/prove/": {"do": "password", **again},
        "me/addresses/": {"address": "fresh@example.test", "use": "reach", **again},
        "me/addresses/confirm/": {"code": CODE},
        "me/addresses/<id:pk>/remove/": again,
        "me/wait/": {"do": "recovery", "code": CODE},
        "me/wait/stop/<str:token>/": {},
        "me/invitation/<str:token>/": {
            "answer": "yes",
            "display_name": "New Person",
            "password": "quite another phrase",
        },
        "me/welcome/codes/": {},
        "me/welcome/address/": {"address": "fresh@example.test"},
        "me/welcome/you/": {"display_name": "New Name", "time_zone": "UTC", "theme": "dark"},
        "me/lock/": again,
        "me/lock/now/": {},
        "me/session/extend/": {},
        "sign-in/": {"login": world.people[login].email, **again},
        "sign-in/second-step/": {"code": "000000"},
        "sign-in/second-step/lost/": {},
        "sign-in/out/": {},
        "sign-in/password/": {"oldpassword": PASSWORD, **new_password},
        "sign-in/sessions/": {"end": "others"},
        "sign-in/forgotten/": {"email": "amara@example.test"},
        "sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$": new_password,
    }
