"""Put a backup in the place of the database that is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from desk.backup.files import Backup
from desk.backup.services import restore, where
from desk.commands import in_one_line


class Command(BaseCommand):
    help = (
        "Put a backup in the place of the database: all of it, or nothing. Stop the server "
        "first, give the master key that the backup was made with, and run script/setup after it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even if people are in the database here"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        with in_one_line():
            backup = Backup(file)
            restore(backup, replace=replace)
        rows = backup.facts["rows"]
        self.stdout.write(
            f"Restored as of {backup.facts['made_at']}: {rows['people_user']} people, "
            f"{rows['journals_entry']} entries, {sum(rows.values())} rows in all."
        )
        self.stdout.write(f"It is in {where()}. Everybody has to sign in anew.")
        self.stdout.write("Now run script/setup, and then: script/manage verify_audit")
