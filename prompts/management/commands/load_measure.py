"""Bringing in an instrument that an organisation is licensed for."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import Organisation
from prompts.licensed import read_licensed
from prompts.schema import LibraryErrors
from prompts.schema.brought import MOST_BYTES
from prompts.services.measures import load_measure


class Command(BaseCommand):
    help = "Load an instrument for the organisation that is licensed for it: docs/measures.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", help="its name")
        parser.add_argument("--check", action="store_true", help="only check the file")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            measure = read_licensed(_read(file))
        except LibraryErrors as errors:
            raise CommandError(
                f"{file.name} was not loaded. Please put this right first:\n"
                + "\n".join(f"  {line}" for line in errors.lines)
            ) from errors
        facts = f"{measure.key}: {len(measure.items)} statements, {len(measure.scales)} sub-scales"
        if check:
            self.stdout.write(f"{facts}. The file is in order.")
            return
        organisation = _organisation(options["organisation"])
        changed = load_measure(organisation=organisation, file=measure)
        self.stdout.write(f"{facts}. {changed.capitalize() or 'Nothing has changed'}.")


def _read(path: Path) -> bytes:
    """No more of it than is needed to see that it is too long."""
    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _organisation(wanted: str | None) -> Organisation:
    if not wanted:
        raise CommandError("Say for whom: --organisation and its name.")
    found = list(Organisation.objects.filter(name=wanted)[:2])
    if len(found) > 1:
        raise CommandError("There are two organisations of that name.")
    if not found:
        raise CommandError(f'There is no organisation called "{wanted}".')
    return found[0]
