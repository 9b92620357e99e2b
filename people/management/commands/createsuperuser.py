"""Stands in for Django's command of this name, which would make somebody who is nobody here."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):  # its options, so that each way to call it is answered
    help = "Refused: a superuser is nobody here."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "A superuser is nobody here: no page asks for one. Invite people with manage.py invite."
        )
