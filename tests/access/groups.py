"""A group of Ben's in which Amara and Ife are, now and when it is over, and one elsewhere."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from journals.models import BeforeGroup
from journals.services.before_groups import put_before_group, readers_in
from people.models import User
from supervision.models import Supervision, SupervisionSession
from tests.makers import make_entry, make_share, make_supervision, make_user
from tests.supervision.makers import at_its_time, make_group
from vault.ids import short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    "groups/<id:pk>/": "before-group",
    "groups/<id:pk>/let-go/": "before-group",
    "groups/session/<id:pk>/": "group-session",
}
KINDS = set(ADDRESSES.values())
AGO = timedelta(minutes=10)  # long enough to be read, and not over


class Groups:
    def __init__(self, world: "World") -> None:
        self.world = world
        self.ids: dict[tuple[str, str], uuid.UUID] = {}
        amara, ben, ife = (world.people[name] for name in ("amara", "ben", "ife"))
        make_supervision(ben, ife)
        pair = Supervision.objects.get(supervisor=ben, supervisee=amara)
        self._make("now", pair, ife, "zq-amara-group")
        self._make("had", pair, ife, "zq-amara-group")
        self._end("had")
        # Before which nothing is put yet: what a form of Amara's would name.
        self.ids["group-session", "free"] = make_group(ben, [amara, ife]).pk
        neighbour, boss, third = world.people["neighbour"], make_user("Boss"), make_user("Third")
        make_supervision(boss, third)
        self._make("elsewhere", make_supervision(boss, neighbour), third, "zq-neighbour-group")
        for name in ("ben", "ife"):
            world.shares.open_to.setdefault(name, set()).add("zq-amara-group")

    def _make(self, relation: str, pair: Supervision, second: User, words: str) -> None:
        writer = pair.supervisee
        entry = make_entry(writer, self.world.version, answers={"happened": words})
        share = make_share(entry, pair)
        group = make_group(pair.supervisor, [writer, second])
        session = at_its_time(group, timezone.now() - AGO)
        row = put_before_group(
            share_id=share.pk,
            session_id=session.pk,
            writer=writer,
            plan=session.plan_revision,
            named={one.pk for one in readers_in(session, writer)},
        )
        self.ids["before-group", relation] = row.pk
        self.ids["group-session", relation] = session.pk

    def _end(self, relation: str) -> None:
        """As if it had all been the day before yesterday."""
        then = timezone.now() - timedelta(days=2)
        sessions = SupervisionSession.objects.filter(pk=self.ids["group-session", relation])
        sessions.update(starts_at=then)
        rows = BeforeGroup.objects.filter(pk=self.ids["before-group", relation])
        rows.update(opens_at=then, closes_at=then + timedelta(minutes=90))

    def id_of(self, kind: str, relation: str) -> str:
        return short(self.ids[kind, relation])


def group_bodies(world: "World") -> dict[str, dict[str, Any]]:
    """What a valid POST about an account before a group carries."""
    named = [short(world.people[name].pk) for name in ("ben", "ife")]
    session = world.groups.id_of("group-session", "free")
    return {
        "shared/<id:pk>/group/": {"session": session, "plan": 0, "named": named},
        "groups/<id:pk>/let-go/": {},
        "groups/session/<id:pk>/": {"share": short(world.shares.of["ife", "given"].pk)},
    }
