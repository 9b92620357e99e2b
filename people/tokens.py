"""Secrets that go out in links and on paper, and what of them is kept: a digest."""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from people.models import Address

# No I, L, O or U: they are misread, or make words. 32 letters are five bits each.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILO", "110")


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_code(groups: int, size: int = 5) -> str:
    """A code to read and type: groups of letters with hyphens between them."""
    return "-".join(
        "".join(secrets.choice(LETTERS) for _letter in range(size)) for _group in range(groups)
    )


def tidied(code: str) -> str:
    """A code as typed, without spaces and hyphens, misread letters put right."""
    letters = "".join(letter for letter in code[:100].upper() if letter.isalnum())
    return letters.translate(MISREAD)


def digest(*parts: str) -> str:
    """What is stored of a secret. A plain hash: nobody guesses 100 random bits.

    Not keyed by SECRET_KEY, so that codes on paper outlive a change of it.
    """
    return hashlib.sha256("\x1f".join(("reflect", *parts)).encode()).hexdigest()


class ResetTokens(PasswordResetTokenGenerator):
    """Dead after use, after a sign-in, after any change of addresses, and after an hour."""

    key_salt = "people.tokens.ResetTokens"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        addresses = Address.objects.confirmed().filter(user_id=user.pk)
        keys = "|".join(sorted(addresses.values_list("key", flat=True)))
        return f"{super()._make_hash_value(user, timestamp)}|{keys}"
