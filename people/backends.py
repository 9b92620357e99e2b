"""Who signs in: the address is matched by its key, and an unknown one costs as much time."""

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class AddressBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Allauth's backend, with the person found by the folded address.

    The parent hashes the password once whatever happens, also for an address that nobody
    has, and refuses people who are suspended.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user = User.objects.with_address(email)
        found: User | None = self._check_password(user, password)
        return found
