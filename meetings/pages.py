"""What the list of meetings and the page of one show."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.devices import LASTS
from meetings.looking_back import open_lines
from meetings.models import OPENS, AgendaItem, Asking, Meeting, Minute, ParkedPage
from meetings.planners import planners_of, still_leads
from meetings.presets import BY_KEY, preset_title
from people.days import house_day
from people.models import User
from promises.models import Promise
from promises.naming import found_in


def coming_and_past(meetings: Any) -> tuple[list[Meeting], QuerySet[Meeting]]:
    """What is to come, the next one first; and what was, the latest first."""
    listed = meetings.for_list()
    return list(listed.coming()), listed.filter(state=Meeting.State.OVER).newest_first()


KEPT_AT = {
    ParkedPage.Page.EDIT.value: "meetings:meeting_edit",
    ParkedPage.Page.MINUTES.value: "meetings:minutes_edit",
}


class DetailPage:
    """The page of one meeting, as one of its team sees it."""

    def __init__(self, meeting: Meeting, *, person: User) -> None:
        self.meeting, self.person = meeting, person
        self.is_facilitator = meeting.facilitator_id == person.pk

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.items.all())

    @cached_property
    def askings(self) -> list[Asking]:
        return list(self.meeting.askings.all())

    @property
    def unsaved(self) -> list[str]:
        """Where this person finds what they typed about it and is not saved."""
        own = ParkedPage.objects.visible_to(self.person).filter(meeting=self.meeting)
        names = own.order_by("page").values_list("page", flat=True).distinct()
        return [reverse(KEPT_AT[name], args=[self.meeting.pk]) for name in names]

    @property
    def preset(self) -> str:
        return preset_title(self.meeting.preset)

    @property
    def named(self) -> list[str]:
        """Words of the aim that may say who somebody is: shown to who leads it, beforehand."""
        if not self.is_facilitator or self.meeting.state != Meeting.State.PLANNED:
            return []
        return [one.words for one in found_in([self.meeting.aim], self.person)]

    @property
    def needs(self) -> list[Any]:
        """What to see to beforehand."""
        preset = BY_KEY.get(self.meeting.preset)
        return preset.needs if preset else []

    @property
    def minutes_in_words(self) -> str:
        return in_words(sum(item.minutes for item in self.items))

    @cached_property
    def open_lines(self) -> list[Minute]:
        return open_lines(self.meeting, self.person) if not self.meeting.is_over else []

    @property
    def may_write_minutes(self) -> bool:
        return self.is_facilitator and self.meeting.has_begun

    @property
    def may_go_back(self) -> bool:
        """Whether the start can be undone: nobody has opened an answer yet."""
        return self.meeting.is_running and not any(asking.is_closed for asking in self.askings)

    @property
    def was_left(self) -> bool:
        """Planned, and its time has come: it may have been held without a screen."""
        return self.meeting.state == Meeting.State.PLANNED and self.meeting.has_begun

    @cached_property
    def needs_somebody(self) -> bool:
        """Whether who was to lead it belongs to the team no more."""
        return not still_leads(self.meeting.facilitator, self.meeting.team)

    @cached_property
    def may_take_over(self) -> bool:
        if self.is_facilitator or not self.needs_somebody:
            return False
        return self.person in planners_of([self.meeting.team])[self.meeting.team_id]

    @property
    def asks(self) -> bool:
        """Whether anything is answered in writing."""
        return any(asking.questions for asking in self.askings)

    @property
    def keeps_words(self) -> bool:
        """Whether a device may still ask for its own words."""
        ended_at = self.meeting.ended_at
        return self.asks and ended_at is not None and timezone.now() < ended_at + LASTS

    @property
    def opens_at(self) -> Any:
        return self.meeting.starts_at - OPENS

    @property
    def join_url(self) -> str:
        """Whoever has the link still presses before a device is in: to look tells nothing."""
        return f"{settings.SITE_URL}{reverse('meetings:join_code', args=[self.meeting.join_code])}"

    @property
    def answers(self) -> int | None:
        """How many have answered: it shows no word. Unsaid from the first look at one on."""
        if any(asking.is_closed for asking in self.askings):
            return None
        return sum(asking.answers.count for asking in self.askings)

    @property
    def invitation(self) -> str:
        """What to send to those who are far away or work at night: plain, to be copied."""
        starts_at = timezone.localtime(self.meeting.starts_at)
        words = _(
            "Our meeting on %(day)s at %(time)s has a question that you can answer before it, "
            "also if you cannot be there. Go to %(url)s (the code is %(code)s). You need not sign "
            "in.\n\n"
            "Nobody can see who wrote what. The answers are shown at the meeting, and only if "
            "there are at least five. A way of writing can still give someone away, so write "
            "what you could stand by, and name nobody.\n\n"
            "Because nobody can tell who wrote it, nobody can come back to you about it. If "
            "someone is at risk, use the usual route today."
        )
        return words % {
            "day": formats.date_format(starts_at, "l j F"),
            "time": formats.time_format(starts_at, "H:i"),
            "url": self.join_url,
            "code": self.meeting.join_code,
        }

    @cached_property
    def shown_count(self) -> int:
        """How many overdue promises their owners let whoever leads this meeting see."""
        if not self.is_facilitator or self.meeting.is_over:
            return 0
        return int(shown_promises(self.meeting, self.person).count())


def shown_promises(meeting: Meeting, person: User) -> Any:
    """Overdue ones of others who lead in the team and chose to show them at its meetings."""
    shown = Promise.objects.shown_to_facilitator(meeting.team).overdue(house_day())
    return shown.exclude(owner=person).select_related("owner").by_day()


def in_words(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%d hour", "%d hours", hours) % hours)
    if left or not hours:
        parts.append(ngettext("%d minute", "%d minutes", left) % left)
    return " ".join(parts)
