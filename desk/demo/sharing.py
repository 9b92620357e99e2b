"""What the demonstration people shared, and what was said about it, moment by moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from desk.demo.answers import DemoError, stored_answers
from desk.demo.clock import at, moment_of
from journals import news
from journals.merging import Save
from journals.models import SLOTS, Entry, EntryRevision, Reply, Review, Share
from journals.review_saving import save_review
from journals.saving import save_entry
from journals.services import outside, reviewing, sharing
from journals.services.endings import close_ended
from notices.models import Notice
from people.models import User
from people.tokens import new_token
from promises.models import HandOver, Promise, PromiseMove
from supervision.models import (
    Agreement,
    PeerRequest,
    SessionAction,
    SessionTopic,
    Signature,
    Supervision,
    SupervisionSession,
)
from vault.ids import new_id

Event = tuple[datetime, Callable[[], None]]
STILL_NEW = 3  # days


class Told:
    """One entry with the shares of it: `events` may happen once it has been written."""

    entry: Entry

    def __init__(self, author: User, people: dict[str, User], today: date) -> None:
        self.author, self.people, self.today = author, people, today

    def events(self, shares: list[dict[str, Any]]) -> Iterator[Event]:
        for row in shares:
            given: list[Share] = []
            for what, happen in (
                ("wrote_more", self._write_more),
                ("shared", partial(self._share, row, given)),
                ("opened", partial(self._open, given)),
                ("said", partial(self._say, given)),
                ("taken_back", partial(self._take_back, given)),
            ):
                if what in row:
                    yield self._event(row[what], happen)
            for reply in row.get("replies", []):
                yield self._event(reply, partial(self._reply, given))

    def _event(self, row: dict[str, Any], happen: Callable[[dict[str, Any]], None]) -> Event:
        moment = moment_of(self.today, row["days_ago"], row["at"])

        def happens() -> None:
            with at(moment):
                happen(row)

        return moment, happens

    def _write_more(self, row: dict[str, Any]) -> None:
        fresh = Entry.objects.get(pk=self.entry.pk)
        parts = stored_answers(fresh.prompt_version, row["answers"], today=self.today)
        save = Save(operation=new_id(), page=new_id(), base=fresh.revision, parts=parts)
        save_entry(entry_id=fresh.pk, author=self.author, save=save)
        date_revisions(fresh, timezone.now())

    def _share(self, row: dict[str, Any], given: list[Share], when: dict[str, Any]) -> None:
        fresh = Entry.objects.get(pk=self.entry.pk)
        chosen, ask = set(row["parts"]), row.get("ask", "")
        if "outside" in row:
            given.append(self._share_outside(fresh, chosen, row["outside"]))
        else:
            given += self._share_with(row["with"], fresh, chosen, ask)
        date_revisions(fresh, timezone.now())

    def _share_with(self, who: str, entry: Entry, chosen: set[str], ask: str) -> list[Share]:
        pair = Supervision.objects.current().get(
            supervisor=self.people[who], supervisee=self.author
        )
        return sharing.share_entry(
            entry_id=entry.pk,
            author=self.author,
            supervisions=[pair.pk],
            chosen=chosen,
            ask=ask,
            revision=entry.revision,
        )

    @transaction.atomic
    def _share_outside(self, entry: Entry, chosen: set[str], who: dict[str, Any]) -> Share:
        """Without the mail: its link would lead nobody anywhere."""
        entry = sharing.lock_entry(entry.pk, self.author)
        snapshot = sharing.checked_snapshot(entry, chosen=chosen, ask="", revision=entry.revision)
        ends_at = timezone.now() + timedelta(days=who["days"])
        person = outside.Named(who["name"], who["address"], who["kind"], ends_at)
        reader = outside.give_outside(entry, self.author, person, snapshot, token=new_token())
        return reader.share

    def _open(self, given: list[Share], when: dict[str, Any]) -> None:
        sharing.open_share(share_id=given[0].pk, reader=_reader(given))

    def _say(self, given: list[Share], row: dict[str, Any]) -> None:
        reader = _reader(given)
        review = Review.objects.visible_to(reader).get(share=given[0])
        parts: dict[str, Any] = {slot: row[slot].strip() for slot in SLOTS if slot in row}
        for number, comment in enumerate(row.get("comments", []), start=1):
            words = {"quote": comment["quote"], "text": comment["text"].strip()}
            parts[f"comment-{comment['on']}-{number}"] = words
        save = Save(operation=new_id(), page=new_id(), base=review.revision, parts=parts)
        revision = save_review(review_id=review.pk, reader=reader, save=save).revision
        if "outcome" not in row:
            return
        try:
            reviewing.give_review(
                share_id=given[0].pk, reader=reader, outcome=row["outcome"], revision=revision
            )
        except reviewing.NotGivenError as error:
            raise DemoError(f"A review of {self.entry.name} is not whole: {error}") from error

    def _reply(self, given: list[Share], row: dict[str, Any]) -> None:
        by = self.author if row["by"] == "writer" else _reader(given)
        kind = row.get("kind", Reply.Kind.ANSWER)
        reviewing.add_reply(share_id=given[0].pk, by=by, kind=kind, text=row["text"].strip())

    def _take_back(self, given: list[Share], when: dict[str, Any]) -> None:
        sharing.withdraw_share(share_id=given[0].pk, author=self.author)


def _reader(given: list[Share]) -> User:
    reader = given[0].reader
    if reader is None:
        raise DemoError("A reader from outside says nothing in the demonstration.")
    return reader


def close_what_ended(moment: datetime) -> None:
    with at(moment):
        close_ended()


def date_what_was_made(moment: datetime) -> None:
    """Field defaults keep the real clock: whatever is younger than `moment` was made by it."""
    Share.objects.filter(shared_at__gt=moment).update(shared_at=moment)
    Share.objects.filter(moved_at__gt=moment).update(moved_at=moment)
    Review.objects.filter(started_at__gt=moment).update(started_at=moment)
    Review.objects.filter(touched_at__gt=moment).update(touched_at=moment)
    Reply.objects.filter(made_at__gt=moment).update(made_at=moment)
    Notice.objects.filter(made_at__gt=moment).update(made_at=moment)
    Promise.objects.filter(made_at__gt=moment).update(made_at=moment)
    PromiseMove.objects.filter(at__gt=moment).update(at=moment)
    HandOver.objects.filter(offered_at__gt=moment).update(offered_at=moment)
    PeerRequest.objects.filter(made_at__gt=moment).update(made_at=moment)
    for made in (Agreement, SupervisionSession, SessionTopic, SessionAction):
        made.objects.filter(made_at__gt=moment).update(made_at=moment)
    Signature.objects.filter(signed_at__gt=moment).update(signed_at=moment)


def date_revisions(entry: Entry, moment: datetime) -> None:
    EntryRevision.objects.filter(entry=entry, made_at__gt=moment).update(made_at=moment)


def look_at_old_news(today: date) -> None:
    """What is older than a few days was looked at the same evening, besides what waits."""
    old = Notice.objects.unseen().filter(made_at__lte=moment_of(today, STILL_NEW, "00:00"))
    for notice in old.exclude(kind=news.WAITING):
        notice.seen_at = notice.made_at + timedelta(hours=3)
        notice.save(update_fields=["seen_at"])
