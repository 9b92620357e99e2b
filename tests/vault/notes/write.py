"""Runs as a process of its own: writes notes until a file named stop appears, or fails loudly."""

import django

django.setup()

from django.conf import settings  # noqa: E402

from tests.vault.notes.models import Note  # noqa: E402
from vault import sealing  # noqa: E402
from vault.models import KeyHolder  # noqa: E402


def main() -> None:
    holders = list(KeyHolder.objects.values_list("pk", flat=True))
    number = 0
    while not (settings.VAR / "stop").exists():
        holder = holders[number % len(holders)]
        sealing.forget(holder)  # as after a minute
        text = f"MARKER-{number}"
        note = Note.objects.create(key_holder_id=holder, text=text, answers={"happened": text})
        kept = Note.objects.get(pk=note.pk)
        assert (kept.text, kept.answers) == (text, {"happened": text})
        if number == 0:
            print("writing", flush=True)  # noqa: T201
        number += 1
    print(number)  # noqa: T201


if __name__ == "__main__":
    main()
