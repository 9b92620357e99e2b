"""Another value for a field, whatever it is."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone


def changed(row, name):
    """As long as its column lets it be: PostgreSQL refuses more."""
    value, most = another(getattr(row, name)), row._meta.get_field(name).max_length
    return value[-most:] if most and isinstance(value, str) else value


def another(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return {"system": "dark", "Europe/London": "Europe/Paris", "GB": "IE"}.get(
            value, "198.51.100.1" if value.startswith("203.") else f"{value}x"
        )
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, list):
        return [*value, *([*value] if value and isinstance(value[0], dict) else ["x"])]
    if isinstance(value, dict):
        known = next((name for name in ("title", "noticed") if name in value), None)
        return {**value, known: "x"} if known else value | {"another": ["x"]}
    if isinstance(value, date):
        return value + timedelta(days=1)
    assert value is None
    return timezone.now()
