"""Sealing bytes with a holder's key: AES-256-GCM, bound to a context.

Sealed bytes are: version byte, 12 bytes of random nonce, ciphertext with its tag.
The context (model, field and row) is authenticated with them but not stored, so that
sealed bytes open only where they were sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from vault.errors import KeyMissing, TamperedText
from vault.keys import KEY_BYTES, NONCE_BYTES, forget_ring
from vault.models import KeyHolder

_VERSION = b"\x01"
_TAG_BYTES = 16
_REMEMBERED = 1000  # opened data keys a process keeps at most
_SECONDS = 60.0  # and for how long: an erased holder is forgotten everywhere by then


def seal(holder_id: uuid.UUID, context: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return _VERSION + nonce + _key(holder_id).aead.encrypt(nonce, plain, _VERSION + context)


def open_sealed(holder_id: uuid.UUID, context: bytes, sealed: bytes) -> bytes:
    if sealed[:1] != _VERSION or len(sealed) < len(_VERSION) + NONCE_BYTES + _TAG_BYTES:
        raise TamperedText("Not sealed text of a known version, or cut short.")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _key(holder_id).aead.decrypt(nonce, body, _VERSION + context)
    except InvalidTag:
        raise TamperedText("Altered, moved, or sealed with another key.") from None


def mac(holder_id: uuid.UUID, purpose: bytes, data: bytes) -> bytes:
    """HMAC-SHA256 under a key that the holder has for this purpose only."""
    expand = HKDFExpand(algorithm=hashes.SHA256(), length=KEY_BYTES, info=b"mac|" + purpose)
    return hmac.digest(expand.derive(_key(holder_id).raw), data, hashlib.sha256)


def learn(holder: KeyHolder) -> None:
    """Open the key of a holder that is fetched already (select_related), without a query."""
    if _opened.get(holder.pk) is None:
        _opened.put(holder.pk, DataKey(holder.data_key()))


def forget(holder_id: uuid.UUID | None = None) -> None:
    """Drop one opened key (after an erasure), or all of them and the ring."""
    _opened.drop(holder_id)
    if holder_id is None:
        forget_ring()


@dataclass(frozen=True)
class DataKey:
    raw: bytes = field(repr=False)
    aead: AESGCM = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "aead", AESGCM(self.raw))


class _Opened:
    """Opened data keys of this process: bounded in number and in time, safe with threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: OrderedDict[uuid.UUID, tuple[float, DataKey]] = OrderedDict()

    def get(self, holder_id: uuid.UUID) -> DataKey | None:
        with self._lock:
            until, key = self._keys.get(holder_id, (0.0, None))
            if key is None:
                return None
            if until < time.monotonic():
                del self._keys[holder_id]
                return None
            self._keys.move_to_end(holder_id)
            return key

    def put(self, holder_id: uuid.UUID, key: DataKey) -> None:
        with self._lock:
            self._keys[holder_id] = (time.monotonic() + _SECONDS, key)
            self._keys.move_to_end(holder_id)
            while len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)

    def drop(self, holder_id: uuid.UUID | None) -> None:
        with self._lock:
            if holder_id is None:
                self._keys.clear()
            else:
                self._keys.pop(holder_id, None)


_opened = _Opened()


def _key(holder_id: uuid.UUID) -> DataKey:
    key = _opened.get(holder_id)
    if key is None:
        try:
            holder = KeyHolder.objects.get(pk=holder_id)
        except KeyHolder.DoesNotExist:
            raise KeyMissing(f"There is no key holder {holder_id}: its key is gone.") from None
        key = DataKey(holder.data_key())
        _opened.put(holder_id, key)
    return key
