"""Codes of six digits that an app on the phone shows, a new one each half minute (RFC 6238)."""

import base64
import secrets
import time
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

PERIOD = 30  # seconds
DIGITS = 6
# Codes taken before and after the one of this moment: phones' clocks are not exact.
SLACK = 1
ISSUER = "Reflect Journal"


def new_secret() -> str:
    """160 random bits, as the RFC advises, in the letters that every app can be given."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(secret: str, code: str) -> int | None:
    """The half minute whose code this is, if it is one of about now."""
    typed = "".join(letter for letter in code[:50] if letter in "0123456789")
    hotp = HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303  what apps know
    now = step_now()
    for step in range(now - SLACK, now + SLACK + 1):
        if bytes_eq(hotp.generate(step), typed.encode()):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def step_now() -> int:
    return int(time.time()) // PERIOD


def address(secret: str, label: str) -> str:
    """What the QR code says: the address that authenticator apps understand."""
    name = quote(f"{ISSUER}:{label}", safe="")
    values = {"secret": secret, "issuer": ISSUER}
    return f"otpauth://totp/{name}?{urlencode(values, quote_via=quote)}"


def in_groups(secret: str) -> str:
    """The secret to be typed, in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
