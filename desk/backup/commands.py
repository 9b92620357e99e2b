"""What goes wrong in the commands of backups, in one line each and without a word of anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from desk.backup.files import BackupRefused
from vault.errors import SealError


@contextmanager
def in_one_line() -> Iterator[None]:
    try:
        yield
    except (BackupRefused, SealError) as error:
        raise CommandError(" ".join(str(error).split())) from None
    except OSError as error:
        raise CommandError(f"{error.strerror}: {error.filename or 'the file'}") from None
    except DatabaseError as error:
        # Only its kind: a database's message may quote a row, or name the host.
        raise CommandError(f"The database refused it ({type(error).__name__}).") from None
