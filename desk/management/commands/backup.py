"""Write the whole database into one file, while people go on writing. The key is not in it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from desk.backup.services import make
from desk.commands import in_one_line


class Command(BaseCommand):
    help = (
        "Write the whole database, as it stands at this moment, into a new file. What people "
        "wrote is sealed in it; the master key is not in it, and without the key nobody reads it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with in_one_line():
            made = make(file)
        rows = made.facts["rows"]
        self.stdout.write(f"{file}: {made.size / 1e6:.1f} MB, {made.facts['database']}")
        self.stdout.write(
            f"{sum(rows.values())} rows of {len(rows)} tables: {rows['people_user']} people, "
            f"{rows['journals_entry']} entries, and the ends of {len(made.facts['trails'])} trails"
        )
        self.stdout.write(f"sha256 {made.checksum}")
        self.stdout.write("The master key is not in it. Keep a copy of it somewhere else.")
