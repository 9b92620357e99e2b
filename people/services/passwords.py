"""Changing a password that is known."""

from django.db import transaction

from people import audit, mail
from people.locks import lock_person
from people.models import User
from people.services.resets import addresses_on_file


def change_password(*, user: User, password: str) -> None:
    """Set it. Every session but the caller's ends: each carries a digest of the old one."""
    with transaction.atomic():
        fresh = lock_person(user)
        fresh.set_password(password)
        fresh.save(update_fields=["password"])
        audit.record(person=fresh, actor=fresh, action=audit.Action.PASSWORD_CHANGED)
    user.password = fresh.password
    for address in addresses_on_file(fresh):
        mail.send_aside("password_changed", address, {"name": fresh.display_name})
