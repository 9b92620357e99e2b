"""Do what has fallen due, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.clock import believe
from desk.commands import in_one_line
from desk.ticking import RoundFailed, tick


class Command(BaseCommand):
    help = "Do what has fallen due: shut, empty, erase, drop what has expired, and send mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--clock-is-right",
            action="store_true",
            help="the clock did step far ahead, or nothing ran for weeks: erase what is due",
        )

    def handle(self, *args: Any, clock_is_right: bool, verbosity: int, **options: Any) -> None:
        with in_one_line():  # also where there is no database
            if clock_is_right:
                believe()
            try:
                done = tick()
            except RoundFailed as failed:
                raise CommandError(f"Failed, to be tried again: {failed}.") from None
        said = [f"{what}: {count}" for what, count in done.items() if count or verbosity > 1]
        if said:
            self.stdout.write(", ".join(said))
