"""What the facilitator puts on the wall: one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import words
from meetings.lines import CAN
from meetings.models import AgendaItem, Meeting, Minute
from meetings.room import Part, Room
from meetings.sheets import Sheet
from meetings.walls import sheets_of
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

    lines: list[Minute] = field(default_factory=list)  # open ones of earlier meetings
    wanted: int = 1  # which sheet
    wants_code: bool = False

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
    def sheets(self) -> list[Sheet]:
        """What is on the wall now, a screen after another: nobody scrolls a wall."""
        return sheets_of(self)

    @property
    def one_by_one(self) -> bool:
        """Answers in sentences are read one after another; lines and tips stand together."""
        return bool(self.part and self.block == Block.REVEAL and self.part.asking.form == "words")

    @property
    def number(self) -> int:
        return max(1, min(self.wanted, len(self.sheets)))

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.number - 1]

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < len(self.sheets) else 0

    @cached_property
    def boards(self) -> list[Part]:
        """The lines of a barriers board: they stay, one at a time, while they are talked about
        and something is taken from them."""
        if self.block not in (Block.TALK, Block.COMMIT):
            return []
        of_now = [self.part] if self.part else []
        of_now = self.parts if self.block == Block.COMMIT else of_now
        return [one for one in of_now if one.asking.form == "lines" and one.asking.is_shown]

    @property
    def choices(self) -> list[Any]:
        return list(CAN.values())

    @property
    def hidden(self) -> list[str]:
        """Names of what was set aside here and can be brought back, the latest last."""
        return self.part.asking.answers.hidden if self.part and self.block == Block.REVEAL else []

    @property
    def last_hidden(self) -> str:
        return self.hidden[-1] if self.hidden else ""

    @property
    def shows_code(self) -> bool:
        return self.is_planned or (self.wants_code and bool(self.meeting.join_code))

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
