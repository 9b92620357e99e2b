"""What tests make their worlds of. Each maker gives a valid row; name only what matters."""

import functools
import hashlib
import itertools
import json
import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from journals.models import Clash, Entry, EntryRevision, Review, Share
from journals.services.sharing import share_entry
from people.models import (
    Address,
    Factor,
    Membership,
    Organisation,
    Team,
    Trail,
    User,
    address_key,
)
from promises.models import Promise
from promises.services import make_promise as services_make_promise
from prompts.models import Programme, Prompt, PromptVersion
from supervision.models import Supervision
from vault.ids import new_id
from vault.models import KeyHolder

PASSWORD = "a long enough password"
# Before any day that a test goes to, whenever it runs: a distance from today would run out.
LONG_AGO, SINCE_THEN = date(2020, 1, 6), date(2020, 6, 1)  # memberships, and supervisions
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of an app that shows codes

_numbers = itertools.count(1)

QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "happened",
        "kind": "long_text",
        "text": "What happened?",
        "help": "In your own words.",
        "starters": ["I noticed", "What surprised me was"],
    },
    {"key": "in_a_line", "kind": "short_text", "text": "In one line?"},
    {"key": "barriers", "kind": "list", "text": "What stood in the way?"},
    {
        "key": "felt",
        "kind": "several_choices",
        "text": "How did it feel?",
        "choices": [
            {"key": "calm", "label": "Calm"},
            {"key": "rushed", "label": "Rushed"},
            {"key": "proud", "label": "Proud"},
        ],
    },
    {
        "key": "how_sure",
        "kind": "scale",
        "text": "How sure are you?",
        "ends": ["Not at all", "Very"],
        "size": 5,
    },
]


def make_organisation(name: str | None = None) -> Organisation:
    return Organisation.objects.create(name=name or f"Organisation {next(_numbers)}")


def make_team(organisation: Organisation | None = None, name: str | None = None) -> Team:
    organisation = organisation or make_organisation()
    return Team.objects.create(organisation=organisation, name=name or f"Team {next(_numbers)}")


def make_user(name: str = "Somebody", email: str | None = None, **fields: Any) -> User:
    """A person who has been welcomed, signs in with PASSWORD, and belongs nowhere yet."""
    fields.setdefault("welcomed_at", timezone.now())
    return User.objects.create_user(
        email or f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.test",
        PASSWORD,
        display_name=name,
        **fields,
    )


def make_users(*names: str) -> list[User]:
    """What make_user makes of each, in a few statements for all: most tests begin with ten."""
    now = timezone.now()
    users = []
    for name in names:
        address = f"{name.lower()}@example.test"
        users.append(
            User(
                email=address,
                email_key=address_key(address),
                password=_made_password(),
                display_name=name,
                welcomed_at=now,
                key_holder=KeyHolder.objects.create(),
            )
        )
    User.objects.bulk_create(users)
    trails = [Trail(person=user) for user in users]
    for trail, user in zip(trails, users, strict=True):
        trail.head = trail.due_head(user.key_holder_id)
    Trail.objects.bulk_create(trails)
    Address.objects.bulk_create(
        Address(user=user, address=user.email, key=user.email_key, confirmed_at=now)
        for user in users
    )
    return users


@functools.cache
def _made_password() -> str:
    return make_password(PASSWORD)


def make_memberships(team: Team, roles: dict[User, list[str]]) -> None:
    """What make_membership makes of each."""
    started_on = LONG_AGO
    made = Membership.objects.bulk_create(
        Membership(user=user, organisation=team.organisation, roles=names, started_on=started_on)
        for user, names in roles.items()
    )
    belongs = Membership.teams.through
    belongs.objects.bulk_create(belongs(membership=one, team=team) for one in made)


def make_factor(user: User, **fields: Any) -> Factor:
    """An app that shows codes: people.totp.code_at(SECRET, step) says which."""
    fields.setdefault("kind", Factor.Kind.APP)
    fields.setdefault("secret", SECRET)
    return Factor.objects.create(user=user, key_holder=user.key_holder, **fields)


def make_membership(user: User, team: Team, *roles: str, **fields: Any) -> Membership:
    fields.setdefault("started_on", LONG_AGO)
    membership = Membership.objects.create(
        user=user, organisation=team.organisation, roles=list(roles or ["member"]), **fields
    )
    membership.teams.add(team)
    return membership


def make_supervision(supervisor: User, supervisee: User, **fields: Any) -> Supervision:
    fields.setdefault("started_on", SINCE_THEN)
    return Supervision.objects.create(supervisor=supervisor, supervisee=supervisee, **fields)


def make_programme(key: str | None = None, **fields: Any) -> Programme:
    key = key or f"programme-{next(_numbers)}"
    defaults = {
        "title": key.replace("-", " ").capitalize(),
        "purpose": "Something to think with.",
        "kind": Programme.Kind.MODEL,
        "audience": ["nurse"],
        "minutes": 10,
        "source_label": "Made for tests",
        "source_citation": "Nobody, nowhere.",
    }
    return Programme.objects.create(key=key, **(defaults | fields))


def make_house_programme(organisation: Organisation, **fields: Any) -> Programme:
    """One of an organisation's own, as if published there from a file."""
    number = next(_numbers)
    return make_programme(
        f"tea-{number}", organisation=organisation, house_key=f"tea-{number}", **fields
    )


def make_prompt(programme: Programme | None = None, key: str | None = None) -> Prompt:
    programme = programme or make_programme()
    number = next(_numbers)
    return Prompt.objects.create(
        programme=programme, key=key or f"prompt-{number}", position=number % 30_000
    )


def make_prompt_version(
    questions: list[dict[str, Any]] | None = None, *, prompt: Prompt | None = None, **fields: Any
) -> PromptVersion:
    """A published wording; QUESTIONS unless told otherwise."""
    prompt = prompt or make_prompt()
    questions = QUESTIONS if questions is None else questions
    highest = prompt.versions.aggregate(highest=models.Max("number"))["highest"] or 0
    digest = hashlib.sha256(json.dumps(questions, sort_keys=True).encode()).hexdigest()
    defaults = {"number": highest + 1, "title": "A quiet moment", "minutes": 10, "digest": digest}
    return PromptVersion.objects.create(prompt=prompt, questions=questions, **(defaults | fields))


def make_entry(
    author: User,
    prompt_version: PromptVersion | None = None,
    *,
    finished: bool = False,
    deleted: bool = False,
    **fields: Any,
) -> Entry:
    """An entry with one short answer, or with the answers given."""
    prompt_version = prompt_version or make_prompt_version()
    now = timezone.now()
    fields.setdefault("revision", 1)
    if "answers" not in fields:
        key = next((q["key"] for q in prompt_version.questions if q["kind"] == "long_text"), None)
        fields["answers"] = {key: "Mrs Okafor's tea went cold."} if key else {}
    if finished:
        fields.setdefault("finished_at", now)
    if deleted:
        fields.setdefault("deleted_at", now)
    return Entry.objects.create(
        author=author, key_holder=author.key_holder, prompt_version=prompt_version, **fields
    )


def make_revision(entry: Entry, **fields: Any) -> EntryRevision:
    fields.setdefault("text", entry.text())
    fields.setdefault("revision", entry.revision)
    fields.setdefault("reason", EntryRevision.Reason.PAUSE)
    return EntryRevision.objects.create(entry=entry, key_holder_id=entry.key_holder_id, **fields)


def make_clash(entry: Entry, part: str = "happened", **fields: Any) -> Clash:
    fields.setdefault("page", new_id())
    fields.setdefault("text", "The text from the other device.")
    return Clash.objects.create(entry=entry, key_holder_id=entry.key_holder_id, part=part, **fields)


def make_share(entry: Entry, supervision: Supervision, *chosen: str, ask: str = "") -> Share:
    """Shared as its writer would: the first answered question, or the parts named."""
    parts = set(chosen) or {next(iter(entry.answers))}
    return share_entry(
        entry_id=entry.pk,
        author=entry.author,
        supervisions=[supervision.pk],
        chosen=parts,
        ask=ask,
        revision=entry.revision,
    )[0]


def make_words(share: Share, **words: Any) -> Review:
    """A whole review of a share, as its reader would have saved it; not given yet."""
    review = Review.objects.get(share=share)
    review.words = {
        "noticed": "You stayed with her, and said so.",
        "question": "What told you that she wanted to go on?",
        "try_next": "Keep asking before you sit down.",
    } | words
    review.revision += 1
    review.save()
    return review


def make_promise(owner: User, what: str = "Whether the rota can change", **fields: Any) -> Promise:
    """An open promise, due in a week unless told otherwise. Other fields are set afterwards."""
    given = {
        "to_role": fields.pop("to_role", "Healthcare support workers"),
        "due_on": fields.pop("due_on", timezone.localdate() + timedelta(days=7)),
        "shown_to_facilitator": fields.pop("shown_to_facilitator", False),
    }
    promise = services_make_promise(owner=owner, what=what, actor=owner, **given)
    for name, value in fields.items():
        setattr(promise, name, value)
    if fields:
        promise.save(update_fields=list(fields))
    return promise


def unused_id() -> uuid.UUID:
    """An id that nothing has."""
    return new_id()
