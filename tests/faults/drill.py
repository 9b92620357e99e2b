"""What the restore drill asks of its database, in a process of its own.

python -m tests.faults.drill make WORD      people, an entry with this word in it, and a trail
python -m tests.faults.drill digest         a digest of every table's rows, as JSON
python -m tests.faults.drill lose           everything is gone
python -m tests.faults.drill check NOTES MOMENT
                                            which saves acknowledged until then are not there
"""

import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path


def make(word: str) -> str:
    from django.db import transaction

    from people import audit
    from tests.conftest import make_cast
    from tests.makers import make_entry, make_prompt_version
    from tests.own_database import make_ready

    make_ready()
    cast = make_cast()
    entry = make_entry(cast.amara, make_prompt_version(), answers={"happened": word})
    with transaction.atomic():
        audit.record(
            person=cast.amara, actor=cast.amara, action=audit.Action.ENTRY_PURGED,
            object_type="entry", object_id=entry.pk,
        )  # fmt: skip
    return "made"


def digest() -> dict[str, str]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
            found[table] = hashlib.sha256(repr((names, rows)).encode()).hexdigest()
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def lose() -> str:
    """As after a disk that broke: the file, or the tables of a database made anew."""
    from django.db import connection

    if connection.vendor == "sqlite":
        for path in Path(connection.settings_dict["NAME"]).parent.glob("reflect.sqlite3*"):
            path.unlink()
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'DROP TABLE "{table}" CASCADE')
    return "lost"


def check(folder: str, moment: str) -> dict[str, object]:
    """A save acknowledged later may be there or not; it is as if no answer had come."""
    from tests.faults.checker import find_faults, read_notes

    until = json.loads(Path(moment).read_text())  # how many of each writer's were answered then
    attempts = []
    for path in sorted(Path(folder).glob("*.notes")):
        for number, attempt in enumerate(read_notes([path])):
            is_due = number < until.get(path.name, 0)
            attempts.append(attempt if is_due else replace(attempt, revision=None, clashes=()))
    return {
        "due": sum(attempt.answered for attempt in attempts),
        "faults": find_faults(attempts),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")
    import django

    django.setup()
    done = {"make": make, "digest": digest, "lose": lose, "check": check}[sys.argv[1]](
        *sys.argv[2:]
    )
    sys.stdout.write(json.dumps(done) + "\n")
