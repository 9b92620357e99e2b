"""A reader's code, typed by many at once. Run as a program on a database of its own.

    python -m tests.faults.outside_codes right|wrong PROCESSES

All processes hold the cookie of the browser that asked for the code, and post at the same
moment: all of them the right code, or each a wrong one of its own. Prints a line of JSON.
"""

import json
import os
import sys
import time
from collections import Counter


def main(which: str, processes: int) -> int:
    import django

    django.setup()
    from django.core import mail
    from django.db import connections
    from django.test import Client

    from tests.own_database import make_ready

    make_ready()

    from journals.models import OutsideReader
    from people.models import AuditEvent
    from tests.journals.outside import ask_code, link_in, make_outside
    from tests.makers import make_entry, make_user

    make_outside(make_entry(make_user("Amara")))
    asked = Client(SERVER_NAME="localhost")
    code = ask_code(asked, link_in(mail.outbox[-1]))
    typed = [code if which == "right" else other(code, n) for n in range(1, processes + 1)]
    connections.close_all()  # never across a fork
    start = time.time() + 2
    reader, writer = os.pipe()
    children = []
    for each in typed:
        if not (child := os.fork()):
            time.sleep(max(0.0, start - time.time()))
            answer = asked.post("/read/code/", {"code": each})
            os.write(writer, f"{answer.status_code} {answer.get('Location', '')}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(writer)
    broken = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    with os.fdopen(reader) as said:
        answers = Counter(line.strip() for line in said)
    result = {
        "answers": answers,
        "broken": broken,
        "tries_left": OutsideReader.objects.get().tries_left,
        "confirmed": AuditEvent.objects.filter(action="link-confirmed").count(),
        "then": asked.post("/read/code/", {"code": code}).headers["Location"],
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def other(code: str, number: int) -> str:
    return f"{(int(code) + number) % 10**6:06}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
