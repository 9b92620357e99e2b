"""What the two of a race do. Each act is what one press does, through its page or service."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.services import erase_journal
from journals.merging import Save
from journals.models import Entry, Reply, Review, Share
from journals.preparing import Choices, draft_of, keep
from journals.review_saving import save_review
from journals.services import entries, reviewing, sharing
from journals.services.endings import close_ended, end_supervision
from journals.services.preparing import share_prepared
from people.models import User
from supervision.models import Supervision
from tests.conftest import open_session
from tests.makers import (
    make_entry,
    make_factor,
    make_prompt_version,
    make_share,
    make_supervision,
    make_user,
    make_words,
)
from vault.ids import new_id, short


@dataclass
class Case:
    """A writer, her supervisor, and a share that is opened, with words ready to be given."""

    author: User
    reader: User
    pair: Supervision
    entry: Entry
    share: Share | None = None
    revision: int = 0
    seen: str = ""


def make_case(kind: str) -> Case:
    author, reader = make_user("Amara"), make_user("Ben")
    make_factor(reader)
    pair = make_supervision(reader, author)
    entry = make_entry(author, make_prompt_version(), private_note="For me alone.")
    case = Case(author, reader, pair, entry)
    if kind in NOT_SHARED_YET:
        ticked = Choices(parts=["happened"], supervisions=[short(pair.pk)])
        keep(entry, ticked)
        case.seen = draft_of(entry, author).seen
        return case
    case.share = make_share(entry, pair)
    if kind not in NOT_OPENED_YET:
        sharing.open_share(share_id=case.share.pk, reader=reader)
    case.revision = make_words(case.share).revision
    if kind in ALREADY_SAID:
        give(case)
    if kind == "erase and save":
        User.objects.filter(pk=author.pk).update(erase_after=timezone.now() - timedelta(hours=1))
    return case


def _share(case: Case) -> uuid.UUID:
    assert case.share is not None
    return case.share.pk


def open_page(case: Case) -> int:
    client = open_session(Client(SERVER_NAME="localhost"), case.reader, factor=True)
    return client.get(reverse("journals:review_write", args=[_share(case)])).status_code


def withdraw_page(case: Case) -> int:
    client = open_session(Client(SERVER_NAME="localhost"), case.author)
    return client.post(reverse("journals:share_withdraw", args=[_share(case)])).status_code


def open_(case: Case) -> None:
    sharing.open_share(share_id=_share(case), reader=case.reader)


def give(case: Case) -> None:
    reviewing.give_review(
        share_id=_share(case),
        reader=case.reader,
        outcome=Review.Outcome.RETURNED,
        revision=case.revision,
    )


def acknowledge(case: Case) -> None:
    reviewing.acknowledge(share_id=_share(case), reader=case.reader)


def save(case: Case) -> None:
    review = Review.objects.get(share=_share(case))
    parts = {"noticed": "Other words."}
    act = Save(operation=new_id(), page=new_id(), base=review.revision, parts=parts)
    save_review(review_id=review.pk, reader=case.reader, save=act)


def reply(case: Case) -> None:
    reviewing.add_reply(
        share_id=_share(case), by=case.reader, kind=Reply.Kind.ANSWER, text="And this."
    )


def withdraw(case: Case) -> None:
    sharing.withdraw_share(share_id=_share(case), author=case.author)


def give_prepared(case: Case) -> None:
    share_prepared(
        entry_id=case.entry.pk, author=case.author, revision=case.entry.revision, seen=case.seen
    )


def delete(case: Case) -> None:
    entries.delete_entry(entry=Entry.objects.get(pk=case.entry.pk), actor=case.author)


def end(case: Case) -> None:
    end_supervision(supervision=case.pair, actor=case.author)


def tick(case: Case) -> None:
    close_ended()


def erase(case: Case) -> None:
    erase_journal(person_id=case.author.pk, now=timezone.now())


NOT_SHARED_YET = {"share twice", "delete and share", "end and share"}
NOT_OPENED_YET = {"open and withdraw"}
ALREADY_SAID = {"reply and withdraw", "acknowledge twice"}
KINDS: dict[str, tuple[Any, Any]] = {
    "give and withdraw": (give, withdraw),
    "open and withdraw": (open_page, withdraw_page),
    "give twice": (give, give),
    "share twice": (give_prepared, give_prepared),
    "delete and share": (delete, give_prepared),
    "delete and give": (delete, give),
    "end and share": (end, give_prepared),
    "end and open": (end, open_),
    "end and give": (end, give),
    "erase and save": (erase, save),
    "save and give": (save, give),
    "reply and withdraw": (reply, withdraw),
    "acknowledge twice": (acknowledge, acknowledge),
    "withdraw and the clock": (withdraw, tick),
}
