"""Ben's and Amara's sessions, a drop-in of Ben's, and the same of two people elsewhere."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from people.models import User
from supervision.models import SessionAction, Supervision, SupervisionSession
from supervision.pages import SHELF
from supervision.records import ActionRow
from supervision.services import coming, topics
from tests.makers import make_membership, make_supervision, make_user
from tests.supervision.makers import make_drop_in, make_past_session, make_recorded
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
    **{
        f"supervision/sessions/<id:pk>/{page}": "session"
        for page in ("", "change/", "call-off/", "restore/", "calendar/", "record/", "read/")
    },
    "supervision/sessions/<id:pk>/topic/": "drop-in",
    "supervision/sessions/<id:pk>/came/": "drop-in",
    "supervision/drop-ins/<id:pk>/": "drop-in",
    "supervision/drop-ins/<id:pk>/come/": "drop-in",
    "supervision/drop-ins/<id:pk>/not-come/": "drop-in",
    "supervision/topics/<id:pk>/": "topic",
    "supervision/actions/<id:pk>/": "action",
    "supervision/<id:pk>/sessions/": "met-pair",
    "supervision/<id:pk>/sessions/new/": "met-pair",
    "supervision/<id:pk>/topic/": "met-pair",
}
KINDS = set(ADDRESSES.values())
WORDS = {"functions": ["formative"]}


class Sessions:
    def __init__(self, world: "World") -> None:
        self.world = world
        amara, ben = world.people["amara"], world.people["ben"]
        pair = Supervision.objects.get(supervisor=ben, supervisee=amara)
        self.ids: dict[tuple[str, str], uuid.UUID] = {}
        self._make("met", pair, "ben")
        house = world.cast.team.organisation
        self.ids["drop-in", "offered"] = make_drop_in(ben, house).pk
        later = timezone.now() + timedelta(days=9)
        down = make_drop_in(ben, house, starts_at=later, aim="zq-ben-aim")
        coming.put_down(session_id=down.pk, person=amara)
        self.ids["drop-in", "down"] = down.pk
        self._make_elsewhere(world)
        for name in ("amara", "ben"):
            world.shares.open_to.setdefault(name, set()).update(
                {"zq-ben-themes", "zq-ben-place", "zq-ben-topic", "zq-ben-took", "zq-ben-aim"}
            )

    def _make_elsewhere(self, world: "World") -> None:
        neighbour, boss = world.people["neighbour"], make_user("Boss")
        make_membership(boss, world.cast.elsewhere, "supervisor")
        pair = make_supervision(boss, neighbour)
        self._make("elsewhere", pair, "neighbour")
        house = world.cast.elsewhere.organisation
        self.ids["drop-in", "elsewhere"] = make_drop_in(boss, house).pk

    def _make(self, relation: str, pair: Supervision, mark: str) -> None:
        """One that was held and recorded, so that its pages show words; one more waits."""
        topic = topics.add_topic(supervision=pair, by=pair.supervisee, text=f"zq-{mark}-topic")
        session = make_past_session(pair)
        SupervisionSession.objects.get(pk=session.pk)
        made = make_recorded(
            session,
            record=WORDS | {"themes": f"zq-{mark}-themes"},
            actions=[ActionRow(f"zq-{mark}-took", pair.supervisee.pk)],
        )
        known = {"session": made.pk, "met-pair": pair.pk, "topic": topic.pk}
        known["action"] = SessionAction.objects.get(session=made).pk
        for kind, pk in known.items():
            self.ids[
                kind, "hers" if kind in ("topic", "action") and relation == "met" else relation
            ] = pk

    def id_of(self, kind: str, relation: str) -> str:
        return short(self.ids[kind, relation])

    def bound(self, user: User, kind: str, relation: str) -> str:
        pk = self.ids.get((kind, relation or ("down" if kind == "drop-in" else "met")))
        return SHELF.bind(user, pk or new_id())


def session_bodies(world: "World", person: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about sessions carries."""
    login = "amara" if person == "nobody" else person
    user, of = world.people[login], world.sessions
    is_in = person not in ("nobody", "jo")  # a page of theirs would be kept for them

    def bound(kind: str, relation: str = "") -> str:
        return of.bound(user, kind, relation) if is_in else ""

    day = (timezone.now() + timedelta(days=20)).date().isoformat()
    when = {"day": day, "time": "10:00", "minutes": "60", "place": "zq-posted"}
    record = {
        "minutes": "50", "functions": ["formative"], "themes": "zq-posted", "revision": "1",
        "exception": "not-used", "do": "show",
    }  # fmt: skip
    together = {**when, "kind": "drop-in", "aim": "zq-posted"}
    together["organisation"] = short(world.cast.team.organisation.pk)
    return {
        "supervision/sessions/together/": {"binding": bound("none"), **together},
        "supervision/sessions/unsaved/": {"parked": new_id().hex},
        "supervision/sessions/<id:pk>/change/": {"binding": bound("session"), **when},
        "supervision/sessions/<id:pk>/call-off/": {},
        "supervision/sessions/<id:pk>/restore/": {},
        "supervision/sessions/<id:pk>/record/": {"binding": bound("session"), **record},
        "supervision/sessions/<id:pk>/read/": {
            "binding": bound("session"), "revision": "1", "remark": "zq-posted", "do": "differ"
        },
        "supervision/sessions/<id:pk>/topic/": {"binding": bound("drop-in"), "text": "zq-posted"},
        "supervision/sessions/<id:pk>/came/": {"person": short(world.people["ife"].pk)},
        "supervision/drop-ins/<id:pk>/come/": {},
        "supervision/drop-ins/<id:pk>/not-come/": {},
        "supervision/topics/<id:pk>/": {"do": "drop"},
        "supervision/actions/<id:pk>/": {"do": "done"},
        "supervision/<id:pk>/sessions/new/": {"binding": bound("met-pair"), **when},
        "supervision/<id:pk>/topic/": {"binding": bound("met-pair"), "text": "zq-posted"},
    }  # fmt: skip
