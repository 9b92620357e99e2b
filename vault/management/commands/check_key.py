"""Say in one line whether the master keys given open this database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from vault import keys, startup
from vault.errors import SealError
from vault.models import Canary


class Command(BaseCommand):
    help = "Check that the master keys open this database; non-zero when they do not."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            line = _check()
        except (SealError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        if options["verbosity"]:
            self.stdout.write(line)


def _check() -> str:
    if not startup.is_migrated():
        raise CommandError("The database is not migrated: run manage.py migrate first.")
    ring = keys.ring()
    startup.verify()
    counts = startup.holders_by_key()
    needed = set(counts)
    missing = needed - {str(key) for key in ring.keys}
    if missing:
        lost = sum(counts[name] for name in missing)
        raise CommandError(
            f"{lost} key holders need a key not given: {', '.join(sorted(missing))}."
        )
    # A canary stands for all holders, so it is placed only where the newest key opens all.
    if needed <= {str(ring.newest)} and not Canary.objects.exists():
        Canary.place()
    return f"The master key {ring.newest} is right: {counts.total()} key holders can be opened."
