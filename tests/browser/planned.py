"""Meetings in every state that their pages show, made beside the server."""

from datetime import timedelta

from django.utils import timezone

from meetings.lines import Line
from meetings.models import Asking, Meeting
from meetings.presets import BY_KEY
from meetings.services.agenda import Edits, agenda_of, change_agenda, put_another
from meetings.services.minutes import save_minutes
from meetings.services.parking import park_page
from meetings.services.planning import plan_meeting
from meetings.services.revealing import reveal
from meetings.services.running import end_meeting
from people.models import Team, User
from prompts.models import PromptVersion
from tests.makers import make_membership, make_promise, make_prompt_version, make_user
from tests.meetings.makers import asking_of, give, make_meeting, make_running
from vault.ids import short

BOARD = [
    "The phone rings during handover, and nobody knows whose it is to answer",
    "Too few chairs in the day room",
    "No quiet place to talk",
    "We start late every day",
    "Two systems for one note",
]


def led_meetings(user: User, team: Team) -> dict[str, str]:
    """One to come and one that is over, both led by a person who may plan none."""
    to_come = make_meeting(team, user, starts_at=timezone.now() + timedelta(days=2))
    over = with_minutes(user, team)
    return {"meeting": short(to_come.pk), "meeting-over": short(over.pk)}


def with_minutes(user: User, team: Team) -> Meeting:
    starts_at = timezone.now() - timedelta(hours=5)
    meeting = make_running(team, user, form=Asking.Form.LINES, starts_at=starts_at)
    for text in BOARD:
        give(meeting, text)
    reveal(asking_id=asking_of(meeting).pk, actor=user)
    day = timezone.localdate() + timedelta(days=20)
    promised = Line("lineline", "promise", "Whether the lockers can move", role="night staff")
    barrier = Line("lineline2", "barrier", BOARD[0], role="ward clerk", can="partly")
    promised.due_on = barrier.due_on = day
    theme = Line("lineline3", "theme", "We hear each other least at handover.")
    tried = Line("lineline4", "commitment", "Sit down before asking how it is.")
    lines = [theme, tried, promised, barrier]
    save_minutes(meeting_id=meeting.pk, actor=user, lines=lines)
    return end_meeting(meeting_id=meeting.pk, actor=user)


def meetings_of_a_leader(user: User, team: Team) -> dict[str, str]:
    """What whoever leads can come across."""
    version = make_prompt_version(title="What did you find out?")
    planned = plan(user, team, version)
    give(planned, "Somebody's words, which nobody sees yet.")
    another = make_prompt_version(title="Whom did you follow?")
    change_agenda(
        meeting_id=planned.pk, actor=user, seen=agenda_of(planned).seen, edits=Edits(),
        press=put_another(another),
    )  # fmt: skip
    come = make_meeting(team, user, starts_at=timezone.now() - timedelta(minutes=9))
    left = plan(user, team, version)
    later = left.starts_at + timedelta(days=1)
    Meeting.objects.filter(pk=left.pk).update(facilitator=None, starts_at=later)
    over = with_minutes(user, team)
    named = make_running(team, user, starts_at=timezone.now() - timedelta(hours=2))
    row = "newlinerow"
    fields = {"rows-theme": [row], f"text-{row}": ["Mrs Okafor was left waiting."]}
    park_page(person_id=user.pk, meeting_id=named.pk, page="minutes", fields=fields)
    wrong = make_running(team, user, starts_at=timezone.now() - timedelta(hours=3))
    fields = {"rows-promise": [row], f"text-{row}": ["x" * 301], f"due-{row}": ["31/02/2026"]}
    park_page(person_id=user.pk, meeting_id=wrong.pk, page="minutes", fields=fields)
    beside = make_user("Kofi Mensah")
    make_membership(beside, team, "leader")
    late = timezone.localdate() - timedelta(days=4)
    make_promise(beside, "About the night rota", due_on=late, shown_to_facilitator=True)
    made = {"planned": planned, "come": come, "left": left, "over": over}
    made |= {"named": named, "wrong": wrong}
    return {name: short(meeting.pk) for name, meeting in made.items()}


def plan(user: User, team: Team, version: PromptVersion) -> Meeting:
    return plan_meeting(
        actor=user, team=team, facilitator=user, preset=next(iter(BY_KEY)), version=version,
        starts_at=timezone.now() + timedelta(days=2),
    )  # fmt: skip
