"""Make the demonstration people, in an empty database of the embedded profile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk.demo.load import demo_password, load_demo
from people.models import User


class Command(BaseCommand):
    help = "Make the demonstration people. Never touches a database that holds people."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if not settings.PROFILE_IS_EMBEDDED:
            raise CommandError("The server profile has no demonstration people.")
        if not User.objects.exists():
            load_demo(demo_password())
        elif verbosity:
            self.stdout.write("Demonstration: kept as it is, since people are here already.")
        if verbosity:
            self._introduce()

    def _introduce(self) -> None:
        people = User.objects.filter(is_demo=True, is_active=True).order_by("email")
        if not people:
            return
        self.stdout.write("Sign in as one of the demonstration people:")
        for person in people:
            self.stdout.write(f"  {person.email:<22} {person.display_name}")
        self.stdout.write(f"Password: {demo_password()}")
