"""Stands in for Django's command of this name, which would be a way round the wait."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: nobody sets another person's password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("anything", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Nobody sets another person's password here: it would open their journal without "
            "the wait that protects it. They ask for a reset on the sign-in page."
        )
