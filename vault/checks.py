"""What must be so before a server starts; the checks of sealed fields are in fields.py."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from vault import keys
from vault.errors import KeyMissing


def key_is_there(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Embedded, `make_key` makes it after the first checks; a server brings its own."""
    if getattr(settings, "PROFILE_IS_EMBEDDED", True):
        return []
    try:
        keys.ring()
    except KeyMissing as error:
        return [checks.Error(str(error), id="vault.E010")]
    return []
