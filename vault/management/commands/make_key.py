"""Make the master key of a new embedded database."""

import base64
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from vault import keys, startup
from vault.models import Canary


class Command(BaseCommand):
    help = "Make the master key file, once, while the database holds nothing sealed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print",
            action="store_true",
            help="print a fresh key for a server's ring; save nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print"]:
            self.stdout.write(_fresh())
            return
        path = keys.key_file()
        if path is None:
            raise CommandError("The keys are given in REFLECT_MASTER_KEYS: no file is made.")
        if path.exists():
            self.stdout.write(f"The master key is there already: {path}")
            return
        try:
            if startup.anything_sealed():
                raise CommandError(
                    f"No key is made: the database already holds sealed text, and only the key "
                    f"it was sealed with can open it. Put that key back at {path}."
                )
        except DatabaseError as error:
            raise CommandError(
                f"No key is made: the database does not say whether it holds sealed text ({error})."
            ) from error
        _write(path, _fresh() + "\n")
        keys.forget_ring()
        if startup.is_migrated():
            with transaction.atomic():  # a canary without any holder guards nothing: start anew
                Canary.place()
        if options["verbosity"] == 0:
            return
        self.stdout.write(f"Made the master key {keys.ring().newest}: {path}")
        self.stdout.write("Keep a copy apart from the backups: without it nobody can read them.")


def _fresh() -> str:
    return base64.b64encode(os.urandom(keys.KEY_BYTES)).decode()


def _write(path: Path, text: str) -> None:
    """The whole file or none, on disk before anything is sealed with it, never over another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp opens with O_EXCL and mode 0600.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails when there is a file by now, as rename would not
    except FileExistsError:
        raise CommandError(f"Somebody else made {path} just now; it is kept.") from None
    finally:
        os.unlink(draft)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
