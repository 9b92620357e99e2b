"""What stays on the disk after a row was replaced or erased."""

from django.db import connection


def drop_old_rows() -> None:
    """Take them out of SQLite's write-ahead log, where old ones stay until it is reused.

    Those in the file itself are overwritten at once (PRAGMA secure_delete).
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
