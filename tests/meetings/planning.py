"""What tests of planning share: a library small enough to see through, and a plan."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from meetings.models import Meeting
from meetings.services.planning import plan_meeting
from people.models import Team, User
from prompts.models import PromptVersion
from tests.makers import make_programme, make_prompt, make_prompt_version

BARRIERS: list[dict[str, Any]] = [
    {"key": "way", "kind": "list", "text": "What stands in the way?"},
    {"key": "sure", "kind": "scale", "text": "How sure?", "ends": ["no", "yes"], "size": 5},
]
TIPS: list[dict[str, Any]] = [
    {"key": "aloud", "kind": "read", "text": "Read this first."},
    {"key": "tips", "kind": "tip_cards", "text": "What would you tell somebody new?"},
]


def make_library() -> dict[str, PromptVersion]:
    """The cycle of eight, a barriers board and tip cards, by short names."""
    cycle = make_programme("team-learning-moment", kind="meeting", title="Learning moments")
    found = {}
    for number in range(1, 9):
        prompt = make_prompt(cycle, f"m{number}")
        prompt.position = number
        prompt.save()
        found[f"m{number}"] = make_prompt_version(prompt=prompt, title=f"Meeting {number}")
    for name, key, questions in (
        ("board", "team-barriers", BARRIERS),
        ("cards", "team-tips", TIPS),
        ("huddle", "huddle-5", None),
        ("story", "story-round", None),
        ("relationship", "relationship-round", None),
    ):
        programme = make_programme(key, kind="meeting", title=f"About {name}")
        prompt = make_prompt(programme, name)
        found[name] = make_prompt_version(questions, prompt=prompt, title=f"The {name}")
    return found


def make_plan(team: Team, leader: User, **fields: Any) -> Meeting:
    """A meeting as a leader plans it, in a week."""
    fields.setdefault("starts_at", timezone.now() + timedelta(days=6))
    fields.setdefault("preset", "moment")
    if "version" not in fields:
        fields["version"] = make_prompt_version()
    fields.setdefault("actor", leader)
    return plan_meeting(team=team, facilitator=leader, **fields)
