"""Erase every journal whose days of grace are over."""

from typing import Any

from django.core.management.base import BaseCommand

from desk.services import erase_due


class Command(BaseCommand):
    help = "Erase every journal whose days of grace are over."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Journals erased: {erase_due()}")
