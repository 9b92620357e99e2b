"""The access table, as the trust page shows it. The file itself is what the tests run."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FILE = Path(settings.BASE_DIR) / "reflectjournal" / "access.yaml"


def access_table() -> list[dict[str, Any]]:
    if not FILE.exists():
        return []
    yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return []
