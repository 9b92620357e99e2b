"""The ring of master keys: they seal nothing but the key of each KeyHolder.

A wrapped key is: version byte, 8 bytes that name the master key, 12 of nonce, ciphertext.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault.errors import KeyMissing, TamperedText, WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12
_VERSION = b"\x01"
_NAME_BYTES = 8
_HEADER_BYTES = len(_VERSION) + _NAME_BYTES


@dataclass(frozen=True)
class MasterKey:
    name: bytes  # made from the key by hash, so that a missing one can be named
    aead: AESGCM = field(repr=False)

    @classmethod
    def read(cls, text: str, place: str) -> MasterKey:
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyMissing(f"{place} is not the base64 of {KEY_BYTES} bytes.")
        digest = hashlib.sha256(b"reflect journal master key\0" + key).digest()
        return cls(digest[:_NAME_BYTES], AESGCM(key))

    def __str__(self) -> str:
        return self.name.hex()


@dataclass(frozen=True)
class Ring:
    keys: tuple[MasterKey, ...]

    @property
    def newest(self) -> MasterKey:
        return self.keys[0]

    def __str__(self) -> str:
        return ", ".join(str(key) for key in self.keys)

    def wrap(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        header = _VERSION + self.newest.name
        return header + nonce + self.newest.aead.encrypt(nonce, plain, header + context)

    def unwrap(self, wrapped: bytes, context: bytes, what: str) -> bytes:
        name = wrapped_by(wrapped, what)
        key = next((key for key in self.keys if key.name == name), None)
        if key is None:
            raise WrongKey(
                f"{what} is sealed with the master key {name.hex()}; the keys given are: {self}."
            )
        nonce, body = wrapped[_HEADER_BYTES:][:NONCE_BYTES], wrapped[_HEADER_BYTES + NONCE_BYTES :]
        try:
            return key.aead.decrypt(nonce, body, wrapped[:_HEADER_BYTES] + context)
        except (InvalidTag, ValueError):
            raise TamperedText(f"{what} has been altered or moved.") from None


def wrapped_by(wrapped: bytes, what: str = "A key") -> bytes:
    """The name of the master key that a wrapped key needs."""
    if wrapped[:1] != _VERSION or len(wrapped) < _HEADER_BYTES + NONCE_BYTES:
        raise TamperedText(f"{what} is not a wrapped key of a known version.")
    return wrapped[len(_VERSION) : _HEADER_BYTES]


def key_file() -> Path | None:
    """Where the settings expect the key file, unless they give the keys themselves."""
    path = getattr(settings, "REFLECT_MASTER_KEYS_FILE", "")
    return Path(path) if path and not getattr(settings, "REFLECT_MASTER_KEYS", "") else None


def ring() -> Ring:
    """The master keys of the settings, newest first. Raises KeyMissing; never makes one."""
    return _read(getattr(settings, "REFLECT_MASTER_KEYS", ""), key_file())


@lru_cache(maxsize=8)
def _read(listed: str, path: Path | None) -> Ring:
    place = "REFLECT_MASTER_KEYS"
    if path is not None:
        place = str(path)
        try:
            listed = path.read_text()
        except FileNotFoundError:
            raise KeyMissing(f"No master key: expected at {path}.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyMissing(f"No master key: {path} cannot be read ({error}).") from None
    parts = [part for part in listed.replace(",", "\n").split() if part]
    if not parts:
        raise KeyMissing(f"No master key: expected in {place}.")
    return Ring(
        tuple(
            MasterKey.read(part, f"Key {number} of {place}")
            for number, part in enumerate(parts, start=1)
        )
    )


def forget_ring() -> None:
    _read.cache_clear()
