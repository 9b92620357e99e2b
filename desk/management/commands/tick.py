"""Do what has fallen due: once, or every so often."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from desk.clock import believe
from desk.ticking import tick
from vault.errors import SealError


class Command(BaseCommand):
    help = "Empty bins, erase journals whose days of grace are over, drop expired sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--clock-is-right",
            action="store_true",
            help="the clock did step far ahead, or nothing ran for weeks: erase what is due",
        )
        parser.add_argument("--loop", type=int, metavar="SECONDS", help="go on, this often")

    def handle(
        self,
        *args: Any,
        loop: int | None,
        clock_is_right: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        if clock_is_right:
            believe()
        if not loop:
            self._report(tick(), verbosity)
            return
        while True:
            try:
                self._report(tick(), verbosity)
            except (DatabaseError, SealError) as error:
                # Only its kind: a database's message quotes the row. The next round tries again.
                self.stderr.write(f"tick: {type(error).__name__}, trying again in {loop} s")
            close_old_connections()
            time.sleep(loop)

    def _report(self, done: dict[str, int], verbosity: int) -> None:
        said = [f"{what}: {count}" for what, count in done.items() if count or verbosity > 1]
        if said:
            self.stdout.write(", ".join(said))
