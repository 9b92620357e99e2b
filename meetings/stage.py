"""What the facilitator puts on the wall: one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import words
from meetings.models import AgendaItem, Meeting
from meetings.pots import Card
from meetings.room import Room
from people import qr
from people.models import User
from vault.ids import short

Block = AgendaItem.Block
GRACE = timedelta(minutes=5)  # after its time, while something still counts as being talked about


def stage_for(user: User, pk: Any) -> Stage:
    """Raises Meeting.DoesNotExist for whoever does not lead it."""
    rows = Meeting.objects.led_by(user).select_related("team__organisation", "key_holder", "item")
    return Stage(rows.get(pk=pk), None, is_led_here=True)


@dataclass
class Stage(Room):
    """The same meeting as a device sees it, with what only the wall shows."""

    wanted: int = 1  # which of the answers

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.items.all())

    @property
    def place(self) -> int:
        """1 for the first thing; 0 while none is on the screen."""
        ids = [item.pk for item in self.items]
        return ids.index(self.meeting.item_id) + 1 if self.meeting.item_id in ids else 0

    @property
    def is_last(self) -> bool:
        return self.place == len(self.items)

    @cached_property
    def cards(self) -> list[tuple[Any, Card]]:
        """The revealed answers one after another, each with its question."""
        if self.part is None or self.block != Block.REVEAL or not self.one_by_one:
            return []
        return [(question, card) for question, cards in self.part.shown for card in cards]

    @property
    def one_by_one(self) -> bool:
        """Sentences fill a screen each; lines and tips stand together."""
        return self.part is not None and self.part.asking.form == "words"

    @property
    def number(self) -> int:
        return max(1, min(self.wanted, len(self.cards)))

    @property
    def card(self) -> tuple[Any, Card] | None:
        return self.cards[self.number - 1] if self.cards else None

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < len(self.cards) else 0

    @property
    def can_reveal(self) -> bool:
        part = self.part
        return (
            part is not None
            and self.block == Block.REVEAL
            and part.state in ("open", "closed")
            and part.count >= part.enough
        )

    @property
    def loses_answers(self) -> bool:
        """Whether the end throws away what was never shown."""
        return any(part.count and part.state in ("open", "closed") for part in self.parts)

    @property
    def screen(self) -> str:
        """The code as well: it stands here for all to read."""
        return words.digest({"screen": [super().screen, self.meeting.join_code]})

    @property
    def seen(self) -> str:
        return short(self.meeting.item_id) if self.meeting.item_id else ""

    @property
    def code_in_groups(self) -> str:
        code = self.meeting.join_code
        return f"{code[:4]} {code[4:]}"

    @property
    def time_left(self) -> str:
        """In words: a running clock on the wall makes everybody look at it."""
        left = self.seconds_left or 0
        if left <= 0:
            return _("the time is up")
        if left < 30:
            return _("less than half a minute left")
        minutes = round(left / 60)
        if minutes < 2:
            return _("about a minute left")
        return _("about %(number)s minutes left") % {"number": minutes}

    @property
    def joined(self) -> int:
        return len(self.meeting.devices)

    @property
    def is_talked_about(self) -> bool:
        """Whether the time of what is on the wall still runs, or ran out a moment ago."""
        ends_at = self.meeting.item_ends_at
        return ends_at is not None and timezone.now() < ends_at + GRACE

    @property
    def etag(self) -> str:
        return f'"{self.meeting.version}-wall"'

    def join_address(self, request: HttpRequest) -> str:
        path = reverse("meetings:join_code", args=[self.meeting.join_code])
        return request.build_absolute_uri(path)

    def drawing(self, request: HttpRequest) -> qr.Drawing | None:
        return qr.draw(self.join_address(request)) if self.meeting.join_code else None
