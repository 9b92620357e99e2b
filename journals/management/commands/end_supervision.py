"""End a supervision: until a page for administrators does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from journals.management.commands.pair import person_of
from journals.services.endings import end_supervision
from people.days import house_day
from supervision.models import Supervision


class Command(BaseCommand):
    help = "End a supervision. What was shared in it is shut from that day, and for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("supervisor", help="the supervisor's e-mail address")
        parser.add_argument("supervisee", help="the supervisee's e-mail address")
        parser.add_argument("--on", help="the first day without it, as 2026-11-22; else today")

    def handle(self, *args: Any, **options: Any) -> None:
        supervisor, supervisee = (person_of(options[who]) for who in ("supervisor", "supervisee"))
        on = _day(options["on"])
        pairs = Supervision.objects.filter(supervisor=supervisor, supervisee=supervisee)
        pair = pairs.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=house_day())).first()
        if pair is None:
            raise CommandError("No supervision of these two is running.")
        # Whoever runs the server is no person of the journal: the calendar shuts the shares.
        end_supervision(supervision=pair, actor=None, on=on)
        pair.refresh_from_db()
        self.stdout.write(
            f"{supervisor} no longer supervises {supervisee} from {pair.ended_on} on."
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a day: write it as 2026-11-22.") from error
    if day < house_day():
        raise CommandError("A supervision cannot end before today: it was open until now.")
    return day
