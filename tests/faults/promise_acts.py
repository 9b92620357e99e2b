"""What the two of a race about a promise do, and what must be true whoever was first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journals.models import Entry, PromiseOfEntry
from journals.services.entries import finish_entry
from people.audit import verify_trail
from people.models import User
from promises import services
from promises.models import HandOver, Promise, PromiseMove
from promises.offers import digest_of
from tests.makers import (
    make_entry,
    make_membership,
    make_promise,
    make_prompt_version,
    make_team,
    make_user,
)
from vault.ids import new_id

ASKED = [{"key": "back", "kind": "promise", "text": "What did you promise?"}]
WHAT = "Whether a lamp can be had"


@dataclass
class Case:
    """Two leaders of one team; an entry with a promise in it; another promise, offered."""

    owner: User
    other: User
    entry: Entry
    promise: Promise
    offer: HandOver
    seen: str
    id: Any


def make_case(kind: str) -> Case:
    team, owner, other = make_team(), make_user("Dev"), make_user("Kofi")
    for person in (owner, other):
        make_membership(person, team, "leader")
    entry = make_entry(owner, make_prompt_version(ASKED), answers={"back": {"what": "In it"}})
    promise = make_promise(owner, WHAT)
    offer = services.offer_hand_over(promise_id=promise.pk, actor=owner, to_id=other.pk)
    return Case(owner, other, entry, promise, offer, digest_of(promise), new_id())


def finish(case: Case) -> None:
    finish_entry(entry=Entry.objects.get(pk=case.entry.pk), actor=case.owner)


def make(case: Case) -> None:
    services.make_promise(
        owner=case.owner, actor=case.owner, what="New", to_role="", due_on=None, id=case.id
    )


def say_yes(case: Case) -> None:
    services.answer_promise(promise_id=case.promise.pk, actor=case.owner, answer="yes")


def say_no(case: Case) -> None:
    services.answer_promise(promise_id=case.promise.pk, actor=case.owner, answer="no")


def accept(case: Case) -> None:
    services.accept_hand_over(offer_id=case.offer.pk, actor=case.other, seen=case.seen)


def withdraw(case: Case) -> None:
    services.withdraw_hand_over(promise_id=case.promise.pk, actor=case.owner)


def erase(case: Case) -> None:
    services.delete_promise(promise_id=case.promise.pk, actor=case.owner)


KINDS: dict[str, tuple[Any, Any]] = {
    "finish twice": (finish, finish),
    "make twice": (make, make),
    "yes and no": (say_yes, say_no),
    "accept twice": (accept, accept),
    "accept and withdraw": (accept, withdraw),
    "accept and answer": (accept, say_yes),
    "accept and erase": (accept, erase),
}


def faults_of(kind: str, case: Case, outcomes: list[str]) -> Iterator[str]:
    done = [outcome == "done" for outcome in outcomes]
    born = PromiseOfEntry.objects.filter(entry=case.entry).count()
    if born != (kind == "finish twice"):
        yield f"{born} promises of one entry"
    if Promise.objects.filter(owner=case.owner, pk=case.id).count() != (kind == "make twice"):
        yield f"one page made another number: {outcomes}"
    if kind in ("finish twice", "make twice") and not all(done):
        yield f"a second press was no answer: {outcomes}"
    if kind in ("yes and no", "accept twice") and sum(done) != 1:
        yield f"done {sum(done)} times: {outcomes}"
    taken = Promise.objects.filter(owner=case.other)
    old = Promise.objects.filter(pk=case.promise.pk).first()
    handed = old is not None and old.state == "handed"
    if old is not None and taken.count() != handed:
        yield f"{taken.count()} taken over, and the old one is {old.state}: {outcomes}"
    if any(promise.what != WHAT for promise in taken):
        yield "what was taken over reads otherwise"
    if HandOver.objects.open().filter(promise=case.promise).exists() and any(done):
        if kind in ("accept twice", "accept and withdraw", "accept and answer"):
            yield f"still offered: {outcomes}"
    moves = list(PromiseMove.objects.filter(promise=case.promise).order_by("number"))
    if [move.number for move in moves] != list(range(1, len(moves) + 1)) or len(moves) > 1:
        yield f"moved by {[move.after for move in moves]}"
    for person in (case.owner, case.other):
        if (broken := verify_trail(person)) is not None:
            yield f"the trail is broken at {broken}"
