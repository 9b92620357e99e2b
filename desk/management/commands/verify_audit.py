"""Is every row of every trail as it was written, and none cut off?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.backup.commands import in_one_line
from desk.backup.files import Backup
from desk.backup.trails import Fault, faults, faults_since


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
        with in_one_line():
            found: list[Fault] = list(faults())
            if since is not None:
                found += faults_since(Backup(since))
        for fault in found:
            self.stdout.write(str(fault))
        if found:
            raise CommandError(f"{len(found)} trails are not as they were written.")
        self.stdout.write("Every trail is as it was written.")
