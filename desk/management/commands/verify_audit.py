"""Is every row of every trail as it was written, and none cut off?"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.backup import facts
from desk.backup.files import Backup
from desk.backup.trails import Fault, faults, faults_since
from desk.commands import in_one_line


class Command(BaseCommand):
    help = (
        "Look through the trail of every person for a row that was changed, removed or cut off. "
        "A trail that was put back as a whole to what it once was is found only against a backup "
        "of later than that: --since. So nothing vouches for rows newer than the newest backup "
        "but the end of each trail, which is signed with the person's own key."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=Path, metavar="BACKUP")

    def handle(self, *args: Any, since: Path | None, **options: Any) -> None:
        touched = set()
        with in_one_line():
            for fault in self._faults(None if since is None else Backup(since)):
                self.stdout.write(str(fault))
                touched.add(fault.person)
        if touched:
            raise CommandError(f"{len(touched)} trails are not as they were written.")
        self.stdout.write("Every trail is as it was written.")

    def _faults(self, backup: Backup | None) -> Iterator[Fault]:
        yield from faults()
        if backup is None:
            return
        if not facts.says_how_trails_began(backup):
            self.stdout.write(
                "This backup does not say how each trail began: "
                "whether a journal was erased since is judged by the clock."
            )
        yield from faults_since(backup)
