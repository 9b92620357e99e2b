"""Everybody's meetings: one planned, one over, and of each team one whose leader has left.

Everybody leads theirs, so that who may do something with a meeting is seen to follow from
leading it and belonging to the team, and from nothing else.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from meetings.binding import bind
from meetings.lines import Line
from meetings.models import Meeting, Minute
from meetings.services.minutes import save_minutes
from meetings.services.running import end_meeting, start_meeting
from people.models import Team, User
from tests.makers import make_membership, make_promise, make_user
from tests.meetings.makers import give_five, make_meeting
from vault.ids import short

if TYPE_CHECKING:
    from tests.access.world import World

ADDRESSES = {
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
}
AWAY = ("efua", "neighbour")  # whose team is the other one
NOWHERE = ("grace", "jo", "nobody")  # who sees no meeting
PLANNERS = ("ben", "chloe", "dev", "farid", "hana")


class Meetings:
    def __init__(self, world: "World") -> None:
        self.world = world
        self.of: dict[tuple[str, str], Meeting] = {}
        for name, person in world.people.items():
            self.of[name, "planned"] = self._planned(name, person)
            # Over in an instant, and who is in no team cannot hold one.
            self.of[name, "over"] = self._over(name, person)
        for name in ("dev", "neighbour"):
            self.of[name, "left"] = self._planned(name, None)
        self._show_promises()
        for person in world.people:
            self._let_see(person)

    def _team(self, name: str) -> Team:
        cast = self.world.cast
        team: Team = cast.elsewhere if name in AWAY else cast.team
        return team

    def _planned(self, name: str, person: User | None) -> Meeting:
        soon = timezone.now() + timedelta(days=1)
        meeting = make_meeting(
            self._team(name),
            person,  # type: ignore[arg-type]  # nobody leads it
            version=self.world.version,
            starts_at=soon,
            aim=f"zq-{name}-aim",
        )
        give_five(meeting)  # whose words are nobody's to see
        return meeting

    def _over(self, name: str, person: User) -> Meeting:
        team = self._team(name)
        meeting = make_meeting(team, person, version=self.world.version)
        if not Meeting.objects.led_by(person).exists():
            return meeting
        start_meeting(meeting_id=meeting.pk, actor=person)
        line = Line("lineline", "promise", f"zq-{name}-minute", role=f"zq-{name}-role")
        save_minutes(meeting_id=meeting.pk, actor=person, lines=[line])
        return end_meeting(meeting_id=meeting.pk, actor=person)

    def _show_promises(self) -> None:
        """A leader of each team lets whoever leads a meeting see what is overdue."""
        for name in ("dev", "neighbour"):
            leader = make_user(f"Leader beside {name}")
            make_membership(leader, self._team(name), "leader")
            late = timezone.localdate() - timedelta(days=3)
            what = f"zq-beside{name}-promise"
            make_promise(leader, what, due_on=late, shown_to_facilitator=True)

    def _let_see(self, person: str) -> None:
        if person in NOWHERE:
            return
        markers = {
            f"zq-{name}-{word}"
            for name in self.world.people
            if self._team(name) == self._team(person)
            for word in ("aim", "minute", "role")
        }
        beside = "neighbour" if person in AWAY else "dev"
        markers.add(f"zq-beside{beside}-promise")
        self.world.shares.open_to.setdefault(person, set()).update(markers)

    def named(self, kind: str, person: str, relation: str) -> Meeting:
        """The meeting that a relation means, seen from a person."""
        own = "amara" if person == "nobody" else person
        if relation == "left":
            return self.of["neighbour" if own in AWAY else "dev", "left"]
        beside = {"amara": "ife", "efua": "neighbour"}.get(own, "amara")
        away = "amara" if own in AWAY else "efua"
        whose = {"led": own, "team's": beside, "elsewhere": away}[relation]
        return self.of[whose, kind.removeprefix("meeting-")]


def planning_bodies(world: "World", person: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about a meeting carries."""
    own = "amara" if person == "nobody" else person
    user = world.people[own]
    planned, over = (world.meetings.of[own, kind] for kind in ("planned", "over"))
    # Who is not signed in has no page that is bound to anybody.
    bound = person not in ("jo", "nobody")
    when = timezone.localtime(timezone.now() + timedelta(days=2))
    moment = {"day": when.strftime("%Y-%m-%d"), "time": "14:30"}
    return {
        "meetings/plan/": {
            **moment,
            "team": short(world.cast.team.pk),
            "preset": "moment",
            "prompt": short(world.version.prompt_id),
            "facilitator": "me",
        },
        "meetings/<id:pk>/edit/": {
            **moment,
            "binding": bind(planned, user) if bound else "",
            "facilitator": short(user.pk),
            "aim": "zq-posted",
        },
        "meetings/<id:pk>/agenda/": {"seen": "x", "do": "save"},
        "meetings/<id:pk>/cancel/": {},
        "meetings/<id:pk>/take-over/": {},
        "meetings/<id:pk>/minutes/mine/": {
            "line": line.pk.hex if (line := Minute.objects.filter(meeting=over).first()) else "",
        },
        "meetings/<id:pk>/minutes/write/": {
            "binding": bind(over, user) if bound else "",
            "rows-theme": ["newlinerow"],
            "text-newlinerow": "zq-posted",
        },
        "carry/<id:pk>/": {"do": "carry"},
    }
