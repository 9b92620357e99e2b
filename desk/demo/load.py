"""Making the demonstration people, with several weeks of entries behind them."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.demo.answers import DemoError, stored_answers
from desk.demo.clock import at, moment_of
from desk.demo.leading import leaders_events
from desk.demo.portfolio import portfolio_events
from desk.demo.sharing import (
    Event,
    Told,
    close_what_ended,
    date_revisions,
    date_what_was_made,
    look_at_old_news,
)
from desk.demo.supervising import pairs_events
from journals.merging import Save
from journals.models import Entry
from journals.saving import save_entry
from journals.services import entries as services
from people.models import Membership, Organisation, Team, User
from people.services.codes import make_codes
from prompts.models import PromptVersion
from prompts.schema.files import read_yaml
from supervision.models import Supervision
from vault.ids import new_id

FILES = Path(__file__).resolve().parent
JOINED = 60  # days ago


@transaction.atomic
def load_demo(password: str) -> list[User]:
    """Make everybody, or, when a file is wrong, nobody."""
    cast = read_yaml(FILES / "cast.yaml")
    today = timezone.localdate()
    teams = _make_teams(cast["organisations"])
    people = {row["key"]: _make_person(row, teams, today, password) for row in cast["people"]}
    for pair in cast["supervisions"]:
        Supervision.objects.create(
            supervisor=people[pair["supervisor"]],
            supervisee=people[pair["supervisee"]],
            organisation=teams["Kittiwake Ward"].organisation,
            **_span(pair, today),
        )
    _live(people, cast["supervisions"], today)
    for row in cast["people"]:
        if row.get("suspended"):
            User.objects.filter(pk=people[row["key"]].pk).update(is_active=False)
    return list(people.values())


def _live(people: dict[str, User], pairs: list[dict[str, Any]], today: date) -> None:
    """Everything in the order in which it happened: so does each trail tell it."""
    events: list[Event] = [
        (moment, partial(close_what_ended, moment))
        for pair in pairs
        if "until" in pair and (moment := moment_of(today, pair["until"], "00:05"))
    ]
    for row in writings():
        for written in row["entries"]:
            told = Told(people[row["person"]], people, today)
            make = partial(_make_entry, told, written, today)
            events.append((moment_of(today, written["days_ago"], written["at"]), make))
            events += told.events(written.get("shares", []))
    events += leaders_events(people, today)
    events += pairs_events(people, today)
    events += portfolio_events(people, today)
    for moment, happen in sorted(events, key=lambda event: event[0]):
        happen()
        date_what_was_made(moment)
    look_at_old_news(today)


def writings() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in sorted(FILES.glob("*.yaml")):
        if file.name != "cast.yaml":
            read = read_yaml(file)
            rows += read if isinstance(read, list) else [read]
    return rows


def demo_password() -> str:
    """One password for all of them: made at random once, readable, kept for the next start."""
    path = Path(settings.VAR_DIR) / "demo-password"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(_readable() + "\n")
        return demo_password()


def _readable() -> str:
    def syllable() -> str:
        return secrets.choice("bdfghjklmnprstvwz") + secrets.choice("aeiou")

    return "-".join(syllable() + syllable() for _number in range(4))


def _make_teams(rows: list[dict[str, Any]]) -> dict[str, Team]:
    teams = {}
    for row in rows:
        organisation = Organisation.objects.create(name=row["name"])
        for name in row["teams"]:
            teams[name] = Team.objects.create(organisation=organisation, name=name)
    return teams


def _make_person(row: dict[str, Any], teams: dict[str, Team], today: date, password: str) -> User:
    joined = moment_of(today, JOINED, "10:00")
    person = User.objects.create_user(
        f"{row['key']}@demo.example",
        password,
        display_name=row["name"],
        is_demo=True,
        is_superuser=row.get("superuser", False),
        joined_at=joined,
        welcomed_at=joined,
    )
    person.addresses.update(added_at=joined, confirmed_at=joined)
    for belongs in row.get("memberships", []):
        team = teams[belongs["team"]]
        membership = Membership.objects.create(
            user=person,
            organisation=team.organisation,
            roles=belongs["roles"],
            **_span(belongs, today),
        )
        membership.teams.add(team)
    if row.get("codes", True):
        with at(joined):
            make_codes(user=person)
    return person


def _span(row: dict[str, Any], today: date) -> dict[str, date | None]:
    until = row.get("until")
    return {
        "started_on": today - timedelta(days=row["since"]),
        "ended_on": None if until is None else today - timedelta(days=until),
    }


def _make_entry(told: Told, written: dict[str, Any], today: date) -> None:
    """Start, write in as many goes as there were, and finish: as its author would have."""
    author = told.author
    version = _version(written["prompt"])
    sittings = [*written.get("earlier", []), written]
    begun = moment_of(today, sittings[0]["days_ago"], sittings[0]["at"]) - timedelta(minutes=9)
    with at(begun):
        entry = told.entry = services.start_entry(author=author, prompt_version=version)
    Entry.objects.filter(pk=entry.pk).update(started_at=begun)
    moment = begun
    for sitting in sittings:
        moment = moment_of(today, sitting["days_ago"], sitting["at"])
        parts = stored_answers(version, sitting.get("answers", {}), today=today)
        if sitting is written:
            parts |= _about(written, today)
        _save(entry, parts, moment)
    entry.refresh_from_db()
    with at(moment + timedelta(minutes=2)):
        if written.get("shock"):
            services.mark_shock(entry=entry)
        if written.get("state") != "draft":
            services.finish_entry(entry=entry, actor=author)
    date_revisions(entry, moment)


def _version(name: str) -> PromptVersion:
    programme, _slash, prompt = name.partition("/")
    found = PromptVersion.objects.current().filter(
        prompt__programme__key=programme, prompt__key=prompt
    )
    version = found.select_related("prompt__programme").first()
    if version is None:
        raise DemoError(f"There is no prompt {name} in the library.")
    return version


def _about(written: dict[str, Any], today: date) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if "title" in written:
        parts["about-title"] = written["title"]
    if "private_note" in written:
        parts["about-private_note"] = written["private_note"].strip()
    if "happened" in written:
        parts["about-happened_on"] = (today - timedelta(days=written["happened"])).isoformat()
    return parts


def _save(entry: Entry, parts: dict[str, Any], moment: datetime) -> None:
    base = Entry.objects.get(pk=entry.pk).revision
    save = Save(operation=new_id(), page=new_id(), base=base, parts=parts)
    with at(moment):
        save_entry(entry_id=entry.pk, author=entry.author, save=save)
    date_revisions(entry, moment)
