"""Pair a supervisor and a supervisee: until a page for administrators does."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import Membership, Organisation, User
from supervision.services.pairs import NotPairedError, start_supervision


class Command(BaseCommand):
    help = "Pair two people of one organisation. The supervisee can then share; nothing opens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("supervisor", help="the supervisor's e-mail address")
        parser.add_argument("supervisee", help="the supervisee's e-mail address")
        parser.add_argument("--organisation", help="its name; needed if they share two")

    def handle(self, *args: Any, **options: Any) -> None:
        supervisor, supervisee = (person_of(options[who]) for who in ("supervisor", "supervisee"))
        organisation = _organisation(options["organisation"], supervisor, supervisee)
        try:
            start_supervision(
                supervisor=supervisor, supervisee=supervisee, organisation=organisation
            )
        except NotPairedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{supervisor} supervises {supervisee} from today, in {organisation}.")


def person_of(address: str) -> User:
    person = User.objects.with_address(address)
    if person is None:
        raise CommandError(f"Nobody here has the address {address}.")
    return person


def _organisation(name: str | None, supervisor: User, supervisee: User) -> Organisation:
    if name:
        found = list(Organisation.objects.filter(name=name)[:2])
        if not found:
            raise CommandError(f"There is no organisation called {name}.")
    else:
        current = Membership.objects.current()
        both = [current.filter(user=who).values("organisation") for who in (supervisor, supervisee)]
        found = list(Organisation.objects.filter(pk__in=both[0]).filter(pk__in=both[1])[:2])
        if not found:
            raise CommandError("These two do not belong to one organisation.")
    if len(found) > 1:
        raise CommandError(
            "There are two organisations of that name."
            if name
            else "These two share more than one organisation: say which, with --organisation."
        )
    return found[0]
