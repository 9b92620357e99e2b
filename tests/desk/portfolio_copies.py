"""A portfolio whose every row its pages would take, and with which a copy can be made."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from journals.models import Entry
from people.models import User
from portfolio import services
from portfolio.models import AccountSource, Confirmation, Discussion, Feedback, ParkedForm
from tests.makers import make_entry, make_prompt_version, make_user
from tests.portfolio.makers import (
    a_pdf,
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_file,
    make_hours,
)

THEIRS = {"name": "Dan", "pin": "12A3456E", "email": "dan@example.test", "address": "A ward",
          "postcode": "AB1 2CD"}  # fmt: skip


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    held = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize(size).save(held, kind, **more)
    return held.getvalue()


def make_sound_portfolio(person: User, entry: Entry, beside: Entry) -> None:
    """Two cycles, an account with a source, both forms, lines, lines in the bin, and files."""
    today = timezone.localdate()
    past = {"starts_on": today - timedelta(days=1500), "ends_on": today - timedelta(days=401)}
    services.close_cycle(cycle_id=make_cycle(person, **past).pk, actor=person)
    cycle = make_cycle(person, two_registrations=True)
    AccountSource.objects.create(account=make_account(cycle, entry), entry=beside)
    held = {"cycle_id": cycle.pk, "actor": person, "held_on": today}
    services.keep_form(Discussion, **held, **THEIRS, summary="Calm\nand long.")
    services.keep_form(Confirmation, **held, **THEIRS, role="registrant", shown=["hours", "cpd"])
    hours = make_hours(person, 30, organisation="A ward", scope="direct", work="Nights.\nDays.")
    make_hours(person, "7.25", registered_as="midwife", address="A street", setting="Home")
    make_hours(person, "7.25", registered_as="midwife", address="A street", setting="Home")
    learned = make_cpd(person, 5, participatory=2, method="course", relates="To wounds.",
                       standards="13.4", evidence="A letter")  # fmt: skip
    binned = make_feedback(person, source="patient", form="letter", influence="I wait.")
    services.delete_line(Feedback, line_id=binned.pk, actor=person)
    make_feedback(person, "That I was late", source="colleague")
    make_file(person, learned, "Certificate.pdf", a_pdf("one"))
    make_file(person, hours, "Rota.jpg", a_picture())
    make_file(person, hours, "Rota.png", a_picture("PNG"))
    make_file(person, hours, "Rota.webp", a_picture("WEBP"))
    gone = make_file(person, learned, "Old.pdf", a_pdf("two"))
    services.delete_file(file_id=gone.pk, actor=person)
    ParkedForm.objects.create(
        owner=person, key_holder_id=person.key_holder_id, page="hours", about=hours.pk,
        fields={"work": ["Not saved"]},
    )  # fmt: skip


def with_portfolio(name: str = "Writer") -> User:
    person = make_user(name)
    version = make_prompt_version()
    entry = make_entry(person, version, title="An account", answers={"happened": "It rained."})
    beside = make_entry(person, version, title="A night", answers={"happened": "It snowed."})
    make_sound_portfolio(person, entry, beside)
    return person
