"""Rounds of `tick` by several processes at once. Run as a program on a database of its own.

    python -m tests.notices.tickers PROCESSES PEOPLE

Prints a line of JSON: how many mails each address got, and what every process counted.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import timedelta

NOTICES = 3


def main(processes: int, people: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, connections
    from django.utils import timezone

    from tests.own_database import make_ready

    make_ready()

    from notices.models import Notice, Wish
    from tests.makers import make_user
    from tests.notices.makers import make_notice, make_wish, register_kind
    from tests.notices.sink import running_sink, settings_for

    kind = register_kind()
    # Whatever the hour is here: somewhere it is about noon.
    zone = f"Etc/GMT{timezone.now().hour - 12:+d}"
    for number in range(people):
        person = make_user(f"Nurse {number}", f"nurse{number}@example.test", time_zone=zone)
        make_wish(person)
        for _notice in range(NOTICES):
            make_notice(person, kind.key)
    connections.close_all()  # never across a fork

    with running_sink() as sink:
        for name, value in settings_for(sink).items():
            setattr(settings, name, value)
        start = time.monotonic() + 0.5
        readers = []
        for _process in range(processes):
            read, write = os.pipe()
            if not os.fork():
                os._exit(_tick(start, write))
            os.close(write)
            readers.append(read)
        counted = [int(os.fdopen(read).read() or -1) for read in readers]
        broken = sum(os.wait()[1] != 0 for _process in range(processes))
        got = Counter(letter.recipients[0] for letter in sink.letters)
    result = {
        "vendor": connection.vendor,
        "broken_processes": broken,
        "counted": counted,
        "mails": len(sink.letters),
        "people_with": dict(Counter(got.values())),
        "told": Notice.objects.filter(mailed_at__isnull=False).count(),
        "claims_left": Wish.objects.exclude(claimed_at=None).count(),
        "rested": Wish.objects.filter(mailed_at__gt=timezone.now() - timedelta(hours=1)).count(),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _tick(start: float, write: int) -> int:
    from django.db import connections

    from desk.ticking import tick

    time.sleep(max(0, start - time.monotonic()))
    sent = tick()["mails of news sent"]
    connections.close_all()
    os.write(write, str(sent).encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
