from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from prompts.schema import LibraryErrors
from prompts.services import load_library
from prompts.shelf import FOLDER, read_library


class Command(BaseCommand):
    help = "Load prompts/library/ into the database. Doing it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only check the files")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="another library")

    def handle(self, *args: Any, check: bool, folder: Path, **options: Any) -> None:
        try:
            if check:
                library = read_library(folder)
                self.stdout.write(
                    f"{len(library.programmes)} programmes, {len(library.frameworks)} frameworks, "
                    f"{len(library.support)} support files and {len(library.shapes)} shapes of "
                    "instruments are in order."
                )
                return
            changes = load_library(folder=folder)
        except LibraryErrors as errors:
            raise CommandError(
                "The library was not loaded. Please put this right first:\n"
                + "\n".join(f"  {line}" for line in errors.lines)
            ) from errors
        self.stdout.write("\n".join(changes) or "The library is up to date.")
