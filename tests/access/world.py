"""Everybody's things, each marked with its owner's name, and the requests that try for them."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from journals.binding import bind, bind_share
from journals.models import Entry, ParkedForm
from people.models import Address, Hold, HoldNotice, User, address_key
from people.services.addresses import _digest as code_digest
from people.services.invitations import invite
from people.services.resets import tokens
from people.tokens import digest, new_token
from prompts.models import Framework
from supervision.models import PeerRequest
from tests.access.concerns import Concerns, concern_bodies
from tests.access.groups import ADDRESSES as OF_GROUPS
from tests.access.groups import KINDS as GROUPS
from tests.access.groups import Groups, group_bodies
from tests.access.houses import Houses
from tests.access.joined import ADDRESSES, Joined, meeting_bodies
from tests.access.joined import KINDS as JOINED
from tests.access.meetings import Meetings, planning_bodies
from tests.access.outside import OUTSIDE, Outside
from tests.access.pairs import AGREEMENTS, Pairs, agreement_bodies
from tests.access.portfolios import PORTFOLIO, make_portfolios, portfolio_bodies
from tests.access.promises import Promises, promise_bodies
from tests.access.sessions import ADDRESSES as OF_SESSIONS
from tests.access.sessions import KINDS as SESSIONS
from tests.access.sessions import Sessions, session_bodies
from tests.access.shares import Shares
from tests.desk.bringing_makers import brought_ids
from tests.makers import (
    PASSWORD,
    make_clash,
    make_entry,
    make_factor,
    make_membership,
    make_organisation,
    make_prompt,
    make_prompt_version,
    make_revision,
    make_supervision,
    make_user,
)
from tests.notices.makers import make_notice, register_kind
from tests.prompts.files import TEA
from tests.prompts.measure_makers import make_sitting
from vault.ids import new_id, short

MARKER = re.compile(r"zq-([a-z]+)-[a-z]+")
CODE = "AAAA-BBBB"


@dataclass
class Things:
    """What one person has."""

    entry: Entry
    binned: Entry
    ids: dict[str, uuid.UUID] = field(default_factory=dict)
    binned_ids: dict[str, uuid.UUID] = field(default_factory=dict)


class World:
    def __init__(self, cast: SimpleNamespace) -> None:
        self.cast = cast
        self.people: dict[str, User] = {
            name: person for name, person in vars(cast).items() if isinstance(person, User)
        }
        neighbour = make_user("Neighbour", "neighbour@example.test")
        make_membership(neighbour, cast.elsewhere)
        self.people["neighbour"] = neighbour
        self.version = make_prompt_version()
        self.kind = register_kind().key
        self.things = {name: self._things(name) for name in self.people}
        self.missing = new_id()
        self.outside = {name: Outside(self.things[name].entry) for name in self.people}
        self.outside["neighbour"].make_links()
        self.shares = Shares(self)
        self.concerns = Concerns(self)
        self._make_peers()
        self.promises = Promises(self)
        self.pairs = Pairs(self)
        self.meetings = Meetings(self)
        self.houses = Houses(self.people, cast)
        for name, things in self.things.items():
            sitting = make_sitting(self.people[name], self.houses.measure_of(name))
            things.ids["sitting"], things.binned_ids["sitting"] = sitting.pk, new_id()
            things.ids |= brought_ids(self.people[name], f"zq-{name}-brought")
            things.binned_ids |= {"text-waiting": new_id(), "journal-brought": new_id()}
        self.joined = Joined(self)
        self.sessions = Sessions(self)
        self.groups = Groups(self)
        make_portfolios(self)
        self._make_public()
        self._make_links()

    def _things(self, name: str) -> Things:
        person = self.people[name]
        things = Things(self._entry(name), self._entry(name, deleted=True))
        for entry, ids in ((things.entry, things.ids), (things.binned, things.binned_ids)):
            ids["entry"] = entry.pk
            ids["revision"] = make_revision(entry, text=_text(name)).pk
            ids["clash"] = make_clash(entry, text=f"zq-{name}-clash").pk
        ParkedForm.objects.create(
            entry=things.entry,
            key_holder_id=person.key_holder_id,
            fields={"asked": ["happened"], "q-happened": [f"zq-{name}-parked"]},
        )
        things.ids["factor"] = make_factor(person).pk
        things.binned_ids["factor"] = new_id()  # taken off
        things.ids["address"] = self._address(person, f"{name}.besides@example.test").pk
        things.ids["notice"] = make_notice(person, self.kind).pk
        things.binned_ids["notice"] = make_notice(person, self.kind, dropped_at=timezone.now()).pk
        gone = self._address(person, f"{name}.before@example.test")
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
        return things

    def _make_peers(self) -> None:
        """Somebody of each house asks everybody of it to be peers, and is the peer of all."""
        peers = {}
        for team in (self.cast.team, self.cast.elsewhere):
            peers[team.organisation] = make_user(f"Peer of {team}")
            make_membership(peers[team.organisation], team, "leader")
        yesterday = timezone.localdate() - timedelta(days=1)
        for name, person in self.people.items():
            house = self.cast.elsewhere if name in ("efua", "neighbour") else self.cast.team
            peer, ids = peers[house.organisation], self.things[name].ids
            asked = PeerRequest.objects.create(
                asker=peer, asked=person, organisation=house.organisation
            )
            ended = make_supervision(peer, person, is_peer=True, ended_on=yesterday)
            ids["peer-request"] = asked.pk
            ids["peer"] = make_supervision(peer, person, is_peer=True).pk
            self.things[name].binned_ids |= {"peer-request": new_id(), "peer": ended.pk}

    def _entry(self, name: str, **fields: Any) -> Entry:
        text = _text(name)
        return make_entry(
            self.people[name],
            self.version,
            title=text["title"],
            answers=text["answers"],
            private_note=text["private_note"],
            **fields,
        )

    def _address(self, person: User, address: str) -> Address:
        return Address.objects.create(
            user=person, address=address, key=address_key(address), confirmed_at=timezone.now()
        )

    def _make_public(self) -> None:
        prompt = self.version.prompt
        Framework.objects.create(
            key="a-code", name="A code", short_name="Code", regulator="A regulator"
        )
        retired = make_prompt()
        make_prompt_version(prompt=retired)
        retired.programme.retired_at = retired.retired_at = timezone.now()
        retired.programme.save()
        retired.save()
        self.public: dict[tuple[str, str], Any] = {
            ("prompt", "there"): short(prompt.pk),
            ("prompt", "retired"): short(retired.pk),
            ("prompt", "missing"): short(self.missing),
            ("programme", "there"): prompt.programme.key,
            ("programme", "retired"): retired.programme.key,
            ("programme", "missing"): "not-there",
            ("framework", "there"): "a-code",
            ("framework", "missing"): "not-there",
        }

    def _make_links(self) -> None:
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
        self.invitations = {
            name: _invite(person.email, house) for name, person in self.people.items()
        }
        self.invitations["nobody"] = _invite("new@example.test", house)
        self.used_invitation = _invite("used@example.test", house, used=True)

    def owner(self, person: str, relation: str) -> str:
        """Whose thing a relation means, seen from a person."""
        if relation == "team":
            return {"amara": "ife", "efua": "neighbour"}.get(person, "amara")
        if relation == "elsewhere":
            return "amara" if person == "efua" else "efua"
        return "amara" if person == "nobody" else person

    def may_see(self, person: str, marker: str) -> bool:
        owner = MARKER.fullmatch(marker)
        assert owner is not None
        if owner[1] in ("here", "away"):
            return self.houses.may_see(person, owner[1])
        return owner[1] == person or marker in self.shares.open_to.get(person, ())

    def id_of(self, kind: str, person: str, relation: str) -> str:
        if relation == "missing":
            return short(self.missing)
        if kind.startswith("meeting-"):
            return short(self.meetings.named(kind, person, relation).pk)
        if relation == "past":
            return short(self.pairs.past[self.owner(person, "own")][kind])
        if kind in SESSIONS:
            return self.sessions.id_of(kind, relation)
        if kind in GROUPS:
            return self.groups.id_of(kind, relation)
        if kind == "offer":
            return short(self.promises.offer(person, relation).pk)
        if kind == "outside-share":
            return self._outside_share(person, relation)
        if kind == "concern":
            return short(self.concerns.named(person, relation).pk)
        if kind == "share":
            return short(self.shares.named(person, relation).pk)
        things = self.things[self.owner(person, relation)]
        return short((things.binned_ids if relation == "bin" else things.ids)[kind])

    def _outside_share(self, person: str, relation: str) -> str:
        if relation == "given":
            return short(self.shares.named(person, relation).pk)
        return short(self.outside[self.owner(person, relation)].share.pk)


def _text(name: str) -> dict[str, Any]:
    return {
        "title": f"zq-{name}-title",
        "answers": {"happened": f"zq-{name}-answer"},
        "private_note": f"zq-{name}-note",
        "happened_on": None,
    }


def _invite(address: str, house: Any, *, used: bool = False) -> str:
    link, _sent = invite(address=address, base_url="http://testserver", organisation=house)
    token = link.rstrip("/").rpartition("/")[2]
    if used:
        from people.models import Invitation

        Invitation.objects.filter(address=address).update(accepted_at=timezone.now())
    return token


# For each address with an id: what kind of thing it names, or how its arguments are found.
KINDS = {
    "your-journal/<id:pk>/": "entry",
    "your-journal/<id:pk>/write/": "entry",
    "your-journal/<id:pk>/save/": "entry",
    "your-journal/<id:pk>/care/": "entry",
    "your-journal/<id:pk>/later/": "entry",
    "your-journal/<id:pk>/finish/": "entry",
    "your-journal/<id:pk>/reopen/": "entry",
    "your-journal/<id:pk>/promise/": "entry",
    "meetings/<id:pk>/": "meeting-planned",
    "meetings/<id:pk>/edit/": "meeting-planned",
    "meetings/<id:pk>/agenda/": "meeting-planned",
    "meetings/<id:pk>/cancel/": "meeting-planned",
    "meetings/<id:pk>/take-over/": "meeting-planned",
    "meetings/<id:pk>/promises/": "meeting-planned",
    "meetings/<id:pk>/minutes/": "meeting-over",
    "meetings/<id:pk>/minutes/mine/": "meeting-over",
    "meetings/<id:pk>/minutes/write/": "meeting-over",
    "carry/<id:pk>/": "meeting-over",
    "promises/offered/<id:pk>/": "offer",
    "promises/<id:pk>/": "promise",
    "promises/<id:pk>/change/": "promise",
    "promises/<id:pk>/answer/": "promise",
    "promises/<id:pk>/in-hand/": "promise",
    "promises/<id:pk>/reopen/": "promise",
    "promises/<id:pk>/hand-over/": "promise",
    "promises/<id:pk>/delete/": "promise",
    "your-journal/<id:pk>/history/": "entry",
    "your-journal/<id:pk>/delete/": "entry",
    "your-journal/<id:pk>/undelete/": "entry",
    "your-journal/<id:pk>/purge/": "entry",
    "your-journal/<id:pk>/check/": "entry",
    "your-journal/<id:pk>/share/": "entry",
    "your-journal/<id:pk>/share/preview/": "entry",
    "your-journal/<id:pk>/share/outside/": "entry",
    "your-journal/<id:pk>/share/outside/preview/": "entry",
    "shared/<id:pk>/new-link/": "outside-share",
    "read/link/<str:token>/": "outside-link",
    "reviews/<id:pk>/": "share",
    "reviews/<id:pk>/save/": "share",
    "reviews/<id:pk>/reply/": "share",
    "reviews/<id:pk>/acknowledge/": "share",
    "reviews/<id:pk>/concern/": "share",
    "concerns/<id:pk>/": "concern",
    "concerns/<id:pk>/tell/": "concern",
    "concerns/<id:pk>/day/": "concern",
    "concerns/<id:pk>/close/": "concern",
    "shared/told/<id:pk>/": "concern",
    "reviews/<id:pk>/talk/": "share",
    "shared/<id:pk>/": "share",
    "shared/<id:pk>/reply/": "share",
    "shared/<id:pk>/withdraw/": "share",
    "shared/<id:pk>/group/": "share",
    "take-out/<id:pk>/": "entry",
    "take-out/<id:pk>/for-others/": "entry",
    "your-journal/earlier/<id:pk>/": "revision",
    "your-journal/earlier/<id:pk>/restore/": "revision",
    "me/addresses/<id:pk>/remove/": "address",
    "me/second-step/<id:pk>/remove/": "factor",
    "news/<id:pk>/open/": "notice",
    "peers/<id:pk>/answer/": "peer-request",
    "peers/<id:pk>/end/": "peer",
    **AGREEMENTS,
    **ADDRESSES,
    **OF_SESSIONS,
    **OF_GROUPS,
    **PORTFOLIO,
    "your-journal/start/<id:prompt>/": "prompt",
    "library/prompt/<id:pk>/": "prompt",
    "library/<slug:key>/": "programme",
    "library/<slug:key>/file/": "programme",
    "library/<slug:key>/print/": "programme",
    "library/<slug:key>/retire/": "programme",
    "library/<slug:key>/bring-back/": "programme",
    "library/prompt/<id:pk>/file/": "prompt",
    "library/prompt/<id:pk>/print/": "prompt",
    "measures/<id:pk>/": "measure",
    "measures/filled/<id:pk>/": "sitting",
    "bring-in/<id:pk>/": "text-waiting",
    "bring-in/<id:pk>/undo/": "journal-brought",
    "bring-in/<id:pk>/record/": "journal-brought",
    "measures/filled/<id:pk>/erase/": "sitting",
    "house/<id:organisation>/": "organisation",
    "supervision/house/<id:organisation>/": "organisation",
    "house/<id:organisation>/add/": "organisation",
    "house/<id:organisation>/preview/": "organisation",
    "library/codes/<slug:key>/": "framework",
    "library/codes/<slug:key>/retire/": "framework",
    "library/codes/<slug:key>/bring-back/": "framework",
    "me/wait/stop/<str:token>/": "hold",
    "me/invitation/<str:token>/": "invitation",
    "sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$": "reset",
}
CONVERTER = re.compile(r"<\w+:\w+>")
HOUSE = ("prompt", "programme", "organisation", "measure", "framework")


def path_for(world: World, address: str, person: str, relation: str) -> str:
    """The real path of an address. KeyError: the address is new, say above what it names."""
    if "<" not in address:
        return f"/{address}"
    kind = KINDS[address]
    if kind in JOINED:
        return world.joined.path(address, relation)
    if relation in ("house", "put-away") or (kind in HOUSE and relation == "elsewhere"):
        value = world.houses.named(kind, person, relation)
    elif kind in ("prompt", "programme", "framework"):
        value = world.public[kind, relation]
    elif kind == "outside-link":
        value = world.outside["neighbour"].links[relation]
    elif kind == "hold":
        value = world.holds[relation]
    elif kind == "invitation":
        value = _invitation_token(world, person, relation)
    elif kind == "reset":
        return "/sign-in/forgotten/{}-{}/".format(*world.resets[relation])
    else:
        value = world.id_of(kind, person, relation)
    return "/" + CONVERTER.sub(value, address)


def _invitation_token(world: World, person: str, relation: str) -> str:
    if relation == "own":
        return world.invitations[person]
    if relation == "another's":
        return world.invitations["ife" if person == "amara" else "amara"]
    return world.used_invitation if relation == "used" else new_token()


def written(world: World, person: str) -> dict[str, Any]:
    """A page of one's own entry, as its form would post it."""
    entry = world.things["amara" if person == "nobody" else person].entry
    binding = "" if person in ("nobody", "jo") else bind(entry)
    return {
        "binding": binding,
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "1",
        "asked": ["happened"],
        "q-happened": "Other words than before.",
    }


def _shut_for(person: str) -> str:
    return "over" if person == "farid" else "shut"


def reviewed(world: World, person: str, relation: str) -> dict[str, Any]:
    """A page about a share, as the form of its reader would post it."""
    binding = ""
    if relation not in ("", "missing") and person not in ("nobody", "jo"):
        binding = bind_share(world.shares.named(person, relation), world.people[person])
    return {
        "binding": binding,
        "operation": str(uuid.uuid4()),
        "page": str(uuid.uuid4()),
        "base": "0",
        "asked": ["comment-happened-1"],
        "words-comment-happened-1": "A word about it.",
        "text": "A word more.",
    }


def body_for(world: World, address: str, person: str, relation: str = "") -> dict[str, Any]:
    """What a valid POST carries. KeyError: the address is new, say here what its form sends."""
    again = {"password": PASSWORD}
    new_password = {"password1": "quite another phrase", "password2": "quite another phrase"}
    login = "amara" if person == "nobody" else person
    about = relation if address.startswith("reviews/") else ""
    bodies: dict[str, dict[str, Any]] = {
        "your-journal/start/<id:prompt>/": {},
        "your-journal/<id:pk>/write/": written(world, person),
        "your-journal/<id:pk>/save/": written(world, person),
        "your-journal/<id:pk>/finish/": {},
        "your-journal/<id:pk>/reopen/": {},
        "your-journal/<id:pk>/promise/": {"part": "happened", "do": "follow"},
        **promise_bodies(world, person),
        **portfolio_bodies(world, person),
        **agreement_bodies(world, person, relation),
        **session_bodies(world, person),
        **meeting_bodies(world),
        **planning_bodies(world, person),
        "your-journal/coming-back/": {"on_this_day": "on", "six_weeks": "on"},
        "your-journal/<id:pk>/later/": {},
        "your-journal/search/": {"words": "zq-looked-for"},
        "your-journal/<id:pk>/delete/": {},
        "your-journal/<id:pk>/undelete/": {},
        "your-journal/<id:pk>/purge/": {},
        "your-journal/bin/undelete/": {},
        "your-journal/bin/purge/": {"until": "2999-01-01T00:00:00+00:00"},
        "your-journal/<id:pk>/check/": {"do": "keep:x", "revision": "1"},
        "your-journal/<id:pk>/share/": {"part": ["happened"], "ask": "zq-posted", "do": "preview"},
        "your-journal/<id:pk>/share/preview/": {"do": "give", "revision": "1", "seen": "x"},
        "your-journal/<id:pk>/share/outside/": OUTSIDE,
        "your-journal/<id:pk>/share/outside/preview/": {"do": "give", "seen": "x"},
        "shared/<id:pk>/new-link/": {},
        "read/link/<str:token>/": {},
        "read/code/": {"code": "000000"},
        "read/again/": {},
        "read/": {"words-noticed": "zq-posted"},
        "read/save/": {"words-noticed": "zq-posted"},
        "read/reply/": {"text": "A word back."},
        "read/acknowledge/": {},
        "read/leave/": {},
        "shared/<id:pk>/reply/": {"kind": "answer", "text": "A word back."},
        "shared/<id:pk>/withdraw/": {},
        "peers/ask/": {"person": ""},
        "peers/<id:pk>/answer/": {"say": "yes"},
        "peers/<id:pk>/end/": {},
        "shared/withdraw/": {},
        "reviews/full/": {"full": "yes"},
        "reviews/read/": {"share": short(world.missing)},
        "reviews/<id:pk>/talk/": {},
        "shared/depth/": {"depth": "yes", "share": short(world.missing)},
        "reviews/words/": {"share": short(world.shares.named(login, _shut_for(login)).pk)},
        "reviews/<id:pk>/": reviewed(world, person, about),
        "reviews/<id:pk>/save/": reviewed(world, person, about),
        "reviews/<id:pk>/reply/": reviewed(world, person, about),
        "reviews/<id:pk>/acknowledge/": {},
        **concern_bodies(),
        **group_bodies(world),
        "your-journal/earlier/<id:pk>/restore/": {},
        "library/<slug:key>/retire/": {},
        "library/<slug:key>/bring-back/": {},
        "library/codes/<slug:key>/retire/": {},
        "library/codes/<slug:key>/bring-back/": {},
        "measures/<id:pk>/": {"answer-t1": "3", "do": "finish"},
        "measures/filled/<id:pk>/erase/": {},
        "house/<id:organisation>/add/": {"text": TEA, "do": "check"},
        "house/<id:organisation>/preview/": {"seen": "x"},
        "take-out/": again,
        "bring-in/": {},
        "bring-in/text/": {"text": "zq-posted"},
        "bring-in/<id:pk>/": {"do": "let-go"},
        "bring-in/<id:pk>/undo/": {},
        "take-out/<id:pk>/": {"shape": "page", "with_note": "on"},
        "take-out/<id:pk>/for-others/": {"do": "take", "shape": "page", "seen": "x"},
        "erase/": {"what": "everything", "word": "erase", **again},
        "erase/keep/": {},
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
    return bodies[address]
