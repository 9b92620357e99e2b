"""Everybody's cycle and a line of each log, and one of each in the bin."""

import uuid
from typing import TYPE_CHECKING, Any

from journals.services.entries import delete_entry
from portfolio import services
from portfolio.logs import LOGS
from portfolio.models import Confirmation, Cycle, Discussion
from portfolio.pages import SHELF
from tests.makers import make_entry
from tests.portfolio.makers import (
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_file,
    make_form,
    make_framework,
    make_hours,
)
from vault.ids import new_id

if TYPE_CHECKING:
    from tests.access.world import World

# fmt: off
ADDRESSES = {
    f"portfolio/cycles/<id:pk>/{deed}": "cycle"
    for deed in ("", "coverage/", "change/", "close/", "reopen/", "delete/", "accounts/",
                 "accounts/new/", "pack/", "discussion/", "discussion/erase/", "confirmation/",
                 "confirmation/erase/")
} | {
    f"portfolio/accounts/<id:pk>/{deed}": "account"
    for deed in ("", "sources/", "take/", "check/", "reopen/", "remove/")
} | {
    f"portfolio/{log}/<id:pk>/{deed}/": f"line-{log}"
    for log in LOGS
    for deed in ("change", "delete", "undelete", "files")
} | {f"portfolio/files/<id:pk>/{deed}": "file" for deed in ("", "delete/", "undelete/", "erase/")}
# fmt: on


def make_portfolios(world: "World") -> None:
    make_form()  # on which everybody's accounts are written
    for name, person in world.people.items():
        things = world.things[name]
        things.ids["cycle"], things.binned_ids["cycle"] = make_cycle(person).pk, new_id()
        for ids in (things.binned_ids, things.ids):
            words = f"zq-{name}-line"
            ids["account"] = _make_account(world, name, words, binned=ids is things.binned_ids)
            ids["line-hours"] = make_hours(person, work=words, organisation=words).pk
            learned = make_cpd(person, topic=words, relates=words)
            ids["line-cpd"] = learned.pk
            ids["file"] = make_file(person, learned, name=words).pk
            ids["line-feedback"] = make_feedback(person, content=words, influence=words).pk
            if ids is things.binned_ids:
                for log in LOGS.values():
                    services.delete_line(log.model, line_id=ids[f"line-{log.key}"], actor=person)


def _make_account(world: "World", name: str, words: str, *, binned: bool) -> uuid.UUID:
    """Done, with a source; the binned one's entry lies in the bin."""
    person = world.people[name]
    cycle = Cycle.objects.get(pk=world.things[name].ids["cycle"])
    entry, source = (
        make_entry(person, world.version, answers={"happened": words}, finished=True)
        for _one in range(2)
    )
    account = make_account(cycle, entry)
    services.add_sources(account_id=account.pk, entries=[source.pk], actor=person)
    if binned:
        delete_entry(entry=entry, actor=person)
    else:
        services.keep_form(Discussion, cycle_id=cycle.pk, actor=person, name=words, summary=words)
        services.keep_form(Confirmation, cycle_id=cycle.pk, actor=person, name=words)
    return account.pk


def portfolio_bodies(world: "World", person: str) -> dict[str, dict[str, Any]]:
    """What a valid POST about a portfolio carries."""
    login = "amara" if person == "nobody" else person
    user, ids = world.people[login], world.things[login].ids
    is_in = person not in ("nobody", "jo")  # a page of theirs would be kept for them

    def page(key: str) -> dict[str, str]:
        return {"binding": SHELF.bind(user, ids[key] if key else new_id()) if is_in else ""}

    cycle = {"framework": make_framework().key, "starts_on": "2030-04-01", "ends_on": "2033-03-31"}
    stretch = {"started_on": "2026-01-31", "ended_on": "", "hours": "7,5", "evidence": ""}
    lines: dict[str, dict[str, str]] = {
        "hours": stretch | {"registered_as": "nurse", "work": "zq-posted"},
        "cpd": stretch | {"topic": "zq-posted", "participatory": "", "of": ""},
        "feedback": {"given_on": "2026-01-31", "content": "zq-posted", "influence": ""},
    }
    bodies: dict[str, dict[str, Any]] = {
        "portfolio/unsaved/": {"parked": new_id().hex},
        "portfolio/cycles/new/": page("") | cycle,
        "portfolio/cycles/<id:pk>/change/": page("cycle") | cycle,
        "portfolio/cycles/<id:pk>/close/": {},
        "portfolio/cycles/<id:pk>/reopen/": {},
        "portfolio/cycles/<id:pk>/delete/": {},
        "portfolio/files/<id:pk>/delete/": {},
        "portfolio/files/<id:pk>/undelete/": {},
        "portfolio/files/<id:pk>/erase/": {},
        "portfolio/cycles/<id:pk>/accounts/new/": {"new": new_id().hex},
        "portfolio/cycles/<id:pk>/pack/": {"do": "choose", "part": "hours"},
        "portfolio/cycles/<id:pk>/discussion/": page("cycle")
        | {"held_on": "2026-01-31", "summary": "zq-posted"},
        "portfolio/cycles/<id:pk>/discussion/erase/": {},
        "portfolio/cycles/<id:pk>/confirmation/": page("cycle")
        | {"held_on": "2026-01-31", "name": "zq-posted"},
        "portfolio/cycles/<id:pk>/confirmation/erase/": {},
        "portfolio/accounts/<id:pk>/sources/": {},
        "portfolio/accounts/<id:pk>/take/": {},
        "portfolio/accounts/<id:pk>/check/": {},
        "portfolio/accounts/<id:pk>/reopen/": {},
        "portfolio/accounts/<id:pk>/remove/": {},
    }
    for log, line in lines.items():
        bodies |= {
            f"portfolio/{log}/new/": page("") | line,
            f"portfolio/{log}/<id:pk>/change/": page(f"line-{log}") | line,
            f"portfolio/{log}/<id:pk>/delete/": {},
            f"portfolio/{log}/<id:pk>/undelete/": {},
            f"portfolio/{log}/<id:pk>/files/": page(f"line-{log}") | {"name": "zq-posted"},
            f"portfolio/{log}/table/": {},
            f"portfolio/{log}/table/take-in/": {"do": "let-go"},
            f"portfolio/{log}/table/file/": {},
        }
    return bodies
