"""Invite a person: the way in for everybody who is not in the demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from people.models import Membership, Organisation, Team, check_address
from people.services.invitations import invite


class Command(BaseCommand):
    help = "Invite a person by e-mail. Prints the link as well; it works once, for a week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="their e-mail address")
        parser.add_argument("--name", default="", help="their name, as a suggestion")
        parser.add_argument("--organisation", help="its name; made if there is none of it")
        parser.add_argument("--team", help="a team of it; made if there is none of it")
        parser.add_argument("--role", action="append", default=[], choices=Membership.Role.values)
        parser.add_argument("--base-url", help="where this journal is served")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address!r} is not an e-mail address.") from error
        try:
            check_address(address)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        organisation, teams = self._place(options)
        try:
            link, mailed = invite(
                address=address,
                base_url=options["base_url"] or settings.SITE_URL,
                name=options["name"],
                organisation=organisation,
                teams=teams,
                roles=options["role"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(link)
        if not mailed:
            self.stderr.write("The mail could not be sent. Hand over the link yourself.")

    def _place(self, options: dict[str, Any]) -> tuple[Organisation | None, list[Team]]:
        if not options["organisation"]:
            if options["team"]:
                raise CommandError("--team needs --organisation.")
            return None, []
        found = list(Organisation.objects.filter(name=options["organisation"])[:2])
        if len(found) > 1:
            raise CommandError("There are two organisations of that name.")
        organisation = found[0] if found else self._new(options["organisation"])
        if not options["team"]:
            return organisation, []
        team, made = Team.objects.get_or_create(organisation=organisation, name=options["team"])
        if made:
            self.stderr.write(f"Made the team {team.name}.")
        return organisation, [team]

    def _new(self, name: str) -> Organisation:
        self.stderr.write(f"Made the organisation {name}.")
        return Organisation.objects.create(name=name)
