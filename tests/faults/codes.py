"""One code of an app, typed by many at once. Run as a program on a database of its own.

    python -m tests.faults.codes PROCESSES

Each process has given the password and stands before the second step; all of them post the
same code at the same moment. Prints a line of JSON: what each was answered.
"""

import json
import os
import sys
import time
from collections import Counter


def main(processes: int) -> int:
    import django

    django.setup()
    from django.db import connections
    from django.test import Client

    from tests.own_database import make_ready

    make_ready()

    from people import totp
    from people.models import AuditEvent
    from tests.makers import PASSWORD, SECRET, make_factor, make_user

    person = make_user("Amara", "amara@example.test")
    make_factor(person)
    clients = [Client(SERVER_NAME="localhost") for _number in range(processes)]
    for client in clients:
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    # Not at the end of a half minute: the code must be good for everybody.
    if totp.PERIOD - time.time() % totp.PERIOD < 15:
        time.sleep(16)
    code = totp.code_at(SECRET, totp.step_now())
    connections.close_all()  # never across a fork
    start = time.time() + 2
    reader, writer = os.pipe()
    children = []
    for client in clients:
        if not (child := os.fork()):
            time.sleep(max(0.0, start - time.time()))
            answer = client.post("/sign-in/second-step/", {"do": "code", "code": code})
            os.write(writer, f"{answer.status_code} {answer.get('Location', '')}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(writer)
    broken = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    with os.fdopen(reader) as said:
        answers = Counter(line.strip() for line in said)
    signed_in = AuditEvent.objects.filter(person=person, action="signed-in").count()
    result = {"answers": answers, "broken": broken, "signed_in": signed_in}
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
