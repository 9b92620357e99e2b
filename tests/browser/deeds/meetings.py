"""Meetings in every state that their pages show."""

from datetime import timedelta

from django.utils import timezone

from meetings.choosing import first_written
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
from tests.browser.deeds.rows import user_of
from tests.makers import make_membership, make_promise, make_prompt_version, make_team, make_user
from tests.meetings.makers import asking_of, fill_wall, give, make_meeting, make_running
from vault.ids import from_short, short

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


def leaders_meetings(id: str, team: str) -> dict[str, str]:
    return meetings_of_a_leader(user_of(id), Team.objects.get(pk=from_short(team)))


def meeting(id: str) -> dict[str, str]:
    """One that begins in a moment, led by this person, with a question to answer in writing."""
    team = make_team(name="Ward 7")
    make_membership(user_of(id), team, "leader")
    version = PromptVersion.objects.current().get(
        prompt__programme__key="team-learning-moment", prompt__key="m2"
    )
    blocks = ["arrive", "last-promises", "read", "write", "reveal", "talk", "commit"]
    questions = first_written(version)
    made = make_meeting(team, user_of(id), version=version, questions=questions, blocks=blocks)
    return {"id": short(made.pk), "code": made.join_code}


def full_wall(id: str, form: str) -> dict[str, str]:
    """A meeting in which all is long: the prompt, each answer and each line of an earlier one."""
    team = make_team(name="Ward 7")
    make_membership(user_of(id), team, "leader")
    every = PromptVersion.objects.current().filter(prompt__programme__kind="meeting")
    versions = [one for one in every if first_written(one)]
    longest = max(versions, key=lambda one: sum(len(q.text) for q in one.asked))
    return {"id": short(fill_wall(team, user_of(id), longest, form).pk)}


def code_of(meeting: str) -> str:
    return Meeting.objects.get(pk=from_short(meeting)).join_code


def put_on_wall(meeting: str, block: str) -> None:
    found = Meeting.objects.get(pk=from_short(meeting))
    Meeting.objects.filter(pk=found.pk).update(item=found.items.get(block=block))


def answers_of(meeting: str) -> list[str]:
    asking = Asking.objects.get(meeting=from_short(meeting))
    return [card.text for card in asking.answers.cards]
