"""Which tests SQLite runs where PostgreSQL has run them all: a part each day (docs/adr/0009)."""

import zlib

# Whole each time: what stands or falls with the database itself.
EACH_TIME = (
    "tests/desk/test_backup_",
    "tests/desk/test_restore_",
    "tests/faults/test_restore_drill",
    "tests/vault/",
)
BY_TEST = ("tests/access/test_access.py",)  # a person a test, and each takes half a minute


def is_of_part(test: str, part: str) -> bool:
    """By file, since tests of one file share what they set up. `part` is "2/5"."""
    number, of = map(int, part.split("/"))
    file, _colons, name = test.partition("::")
    if file.startswith(EACH_TIME):
        return True
    person = name.rpartition("[")[2]
    # The cast goes by the alphabet, so that each day has its share of them.
    place = ord(person[0]) if file in BY_TEST and person else zlib.crc32(file.encode())
    return place % of == number - 1
