"""Everything that must be there before the first page, in one process: a second start is short."""

import hashlib
import os
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from desk.demo.load import demo_password
from people.models import User
from vault import keys
from vault.errors import SealError


class Command(BaseCommand):
    help = "Make the database, the key, the library and the static files ready."
    requires_system_checks = []  # they take as long as all the rest; script/test runs them

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._set_up()
        except (SealError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(_database_trouble(error)) from None
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from None

    def _set_up(self) -> None:
        if connection.vendor == "sqlite":
            _write_ahead()
        if not connection.introspection.table_names():
            self.stdout.write("Making the database")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PROFILE_IS_EMBEDDED and keys.key_file() is not None:
            call_command("make_key", verbosity=0, stdout=StringIO())
        call_command("check_key", verbosity=0)
        call_command("load_library", verbosity=0, stdout=StringIO())  # hundreds of lines
        self._collect_static()
        if settings.PROFILE_IS_EMBEDDED:
            self._bring_people()
        else:
            call_command("check", deploy=True, databases=["default"], stderr=self.stderr)

    def _collect_static(self) -> None:
        """Hashing and compressing take seconds, so only when a file has changed."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _static_digest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)

    def _bring_people(self) -> None:
        if not User.objects.exists() and os.environ.get("REFLECT_DEMO") != "0":
            self.stdout.write("Making the demonstration team")
            call_command("load_demo", verbosity=0)
        people = User.objects.filter(is_demo=True, is_active=True).order_by("display_name")
        if not people:
            return
        self.stdout.write("\nDemonstration people:")
        for person in people.prefetch_related("memberships__teams"):
            self.stdout.write(f"  {person.email:<22} {person.display_name:<22} {_roles(person)}")
        self.stdout.write(f"Password: {demo_password()}")


def _roles(person: User) -> str:
    if person.is_superuser:
        return "superuser, and nobody to a journal"
    memberships = [each for each in person.memberships.all() if each.ended_on is None]
    return "; ".join(
        f"{', '.join(each.roles)} of {', '.join(team.name for team in each.teams.all())}"
        for each in memberships
    )


def _write_ahead() -> None:
    """Once: the mode is kept in the file, and processes that race to switch it lose saves."""
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode not in ("wal", "memory"):
        raise CommandError("The database's disk cannot write ahead: put var/ on a local disk.")


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(
                f"{path} {storage.get_modified_time(path)} {storage.size(path)}\n".encode()
            )
    return digest.hexdigest()


def _database_trouble(error: DatabaseError) -> str:
    # Without the message: a driver's may name the host and the user.
    return (
        f"The database is not to be had ({type(error).__name__}). "
        "Is it running, and may this user write to it?"
    )
