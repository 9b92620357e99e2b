"""What gunicorn serves. Refuses to start without the key that opens what is stored."""

import os
import sys
from importlib import import_module
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflectjournal.settings")

CANNOT_START = 3  # gunicorn's own code for it: it does not try again


def _refuse(reason: object) -> NoReturn:
    sys.stderr.write(f"Reflect Journal cannot start: {reason}\n")
    sys.exit(CANNOT_START)


def _verify_database() -> None:
    from reflectjournal.checks import has_demonstration_people
    from reflectjournal.middleware import CalmOutage
    from vault import startup
    from vault.errors import SealError

    try:
        startup.verify()
        if has_demonstration_people():
            _refuse("demonstration people are in this database, and their password is public.")
    except SealError as error:
        _refuse(error)
    except DatabaseError:
        # Serve the calm page; the key is checked at the first connection.
        CalmOutage.key_is_verified = False
    finally:
        connections.close_all()  # never shared with the processes forked from this one


try:
    application = get_wsgi_application()
    # Every page's code, before the workers are forked: after a restart nobody waits for it twice.
    import_module(settings.ROOT_URLCONF)
except (ImproperlyConfigured, OSError) as error:
    _refuse(error)
_verify_database()
