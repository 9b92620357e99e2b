"""What goes wrong in an operator's command, in one line each and without a word of anybody's."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from desk.backup.files import BackupRefused
from vault.errors import SealError


@contextmanager
def in_one_line() -> Iterator[None]:
    """Also ended by SIGTERM, a timer's or an operator's, it leaves no copy lying about."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    except (BackupRefused, SealError) as error:
        raise CommandError(" ".join(str(error).split())) from None
    except OSError as error:
        raise CommandError(f"{error.strerror}: {error.filename or 'the file'}") from None
    except DatabaseError as error:
        # Only its kind: a database's message may quote a row, or name the host.
        kind = type(error).__name__
        raise CommandError(f"The database refused it, or could not be reached ({kind}).") from None
    finally:
        signal.signal(signal.SIGTERM, before)
