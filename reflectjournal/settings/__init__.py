"""Settings, by profile: REFLECT_PROFILE=embedded (the default) or server."""

import os

from django.core.exceptions import ImproperlyConfigured

PROFILE = os.environ.get("REFLECT_PROFILE", "embedded")

if PROFILE == "embedded":
    from .embedded import *  # noqa: F403  Django reads settings from one module
elif PROFILE == "server":
    from .server import *  # noqa: F403  Django reads settings from one module
else:
    raise ImproperlyConfigured(
        f"REFLECT_PROFILE is {PROFILE!r}; it must be 'embedded' or 'server'."
    )
