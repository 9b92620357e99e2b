"""Re-wrap every data key with the newest master key. The sealed text itself is not touched."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from vault import keys, startup
from vault.errors import SealError
from vault.models import Canary, KeyHolder


class Command(BaseCommand):
    help = (
        "Re-wrap all data keys with the first master key of the ring. May be broken off and "
        "run again at any moment; people can go on writing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="keys per transaction")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        try:
            if not startup.is_migrated():
                raise CommandError("The database is not migrated: run manage.py migrate first.")
            startup.verify()
            total = 0
            # Until nothing is left: a process with the old ring may add holders meanwhile.
            while rewrapped := self._one_pass(batch):
                total += rewrapped
            Canary.place()  # last: until now the database asks for the old key
        except (SealError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        self.stdout.write(
            f"{total} key holders re-wrapped; all {KeyHolder.objects.count()} now need "
            f"the master key {keys.ring().newest} only."
        )

    def _one_pass(self, batch: int) -> int:
        rewrapped = 0
        holders = list(KeyHolder.objects.order_by("pk")[:batch])
        while holders:
            with transaction.atomic():
                rewrapped += sum(holder.rewrap() for holder in holders)
            if rewrapped:
                self.stdout.write(f"{rewrapped} re-wrapped", ending="\n")
                self.stdout.flush()
            holders = list(KeyHolder.objects.filter(pk__gt=holders[-1].pk).order_by("pk")[:batch])
        return rewrapped
