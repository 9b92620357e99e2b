"""What stays on the disk after a row was replaced or erased."""

from django.db import connection

LONGEST_WAIT = 500  # milliseconds: somebody pressed a button, and others wait to write


def drop_old_rows() -> bool:
    """Take them out of SQLite's write-ahead log, where old ones stay until it is reused.

    Those in the file itself are overwritten at once (PRAGMA secure_delete). Says whether they
    are gone: while somebody reads the log they cannot be, and every tick tries again.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT:d}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, _in_log, _moved = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
    return not is_busy
