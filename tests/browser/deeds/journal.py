"""Entries, and what is kept of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from journals.models import Clash, Entry, EntryRevision, ParkedForm
from prompts.models import PromptVersion
from tests.browser.deeds.people import person
from tests.browser.deeds.rows import entry_of, plain_version, user_of
from tests.browser.deeds.signing_in import session
from tests.makers import PASSWORD, make_clash, make_entry, make_revision
from vault.ids import from_short, short


def entry(id: str, prompt: str = "", **fields: Any) -> str:
    version = PromptVersion.objects.current().get(
        prompt__programme__key=prompt.split("/")[0], prompt__key=prompt.split("/")[1]
    ) if prompt else plain_version()  # fmt: skip
    return short(make_entry(user_of(id), version, **fields).pk)


def start(id: str, prompt: str) -> str:
    version = PromptVersion.objects.current().get(prompt=from_short(prompt))
    return short(make_entry(user_of(id), version, answers={}, revision=0).pk)


def weeks(id: str) -> None:
    """Three weeks on the ladder."""
    for weeks_ago, steps in enumerate([(3, 2, 2, 2), (2, 2, 1, 2), (1, 1, 1, 2)]):
        day = timezone.localdate() - timedelta(weeks=weeks_ago)
        ladder = dict(zip(["attuned", "wondered", "followed", "held"], steps, strict=True))
        entry(id, "lead-week/week", answers={"ladder": ladder}, happened_on=day)


def clash(entry: str, part: str, text: str) -> str:
    return short(make_clash(entry_of(entry), part, text=text).pk)


def revision(entry: str, **fields: Any) -> str:
    return short(make_revision(entry_of(entry), **fields).pk)


def texts(entry: str) -> dict[str, Any]:
    """What is kept of an entry: current, in clashes, in the history."""
    found = entry_of(entry)
    return {
        "revision": found.revision,
        "title": found.title,
        "answers": found.answers,
        "private_note": found.private_note,
        "clashes": [c.text for c in Clash.objects.filter(entry=found)],
        "open_clashes": Clash.objects.open().filter(entry=found).count(),
        "history": [r.text for r in EntryRevision.objects.filter(entry=found)],
        "is_finished": found.is_finished,
        "is_deleted": found.deleted_at is not None,
    }


def writing_nurse(name: str) -> dict[str, str]:
    """Somebody with an entry in which nothing is written yet, and signed in."""
    made = person(name)
    begun = entry(made["id"], answers={}, revision=0)
    return made | {"password": PASSWORD, "entry": begun, "cookie": session(made["id"])}


def journal_of(id: str) -> dict[str, Any]:
    """Every text in somebody's journal, by entry, and what waits there to be saved."""
    found = {}
    for one in Entry.objects.filter(author=user_of(id)):
        waiting = ParkedForm.objects.filter(entry=one)
        found[short(one.pk)] = texts(short(one.pk)) | {"parked": [p.fields for p in waiting]}
    return {"entries": found}


def entries_of(id: str) -> list[str]:
    return [short(e.pk) for e in Entry.objects.filter(author=user_of(id)).order_by("started_at")]


def drop_answer(entry: str, part: str) -> None:
    """A fault, to see whether it is found: a saved answer is gone."""
    found = entry_of(entry)
    found.answers = {key: text for key, text in found.answers.items() if key != part}
    found.save()


def lend_answer(entry: str, part: str, to: str) -> None:
    """A fault, to see whether it is found: one person's words in another one's entry."""
    found, other = entry_of(entry), entry_of(to)
    other.answers = {**other.answers, "in_a_line": found.answers[part]}
    other.save()
