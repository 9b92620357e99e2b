"""How many queries a page takes is the same on every database: counted on SQLite alone."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("postgresql"):
            item.add_marker("sqlite")  # early, so that -m can choose by it
